/** Header values; null or undefined deletes a header that would be sent by default. */
export type HeaderValue = string | number | null | undefined

export type HeaderOptions = Record<string, HeaderValue> | Headers | ReadonlyArray<readonly [string, HeaderValue]>

export function headerEntries(headers: HeaderOptions): ReadonlyArray<readonly [string, HeaderValue]> {
  if (headers instanceof Headers) return [...headers]
  return isList(headers) ? headers : Object.entries(headers)
}

// Array.isArray does not narrow a readonly array.
function isList(headers: HeaderOptions): headers is ReadonlyArray<readonly [string, HeaderValue]> {
  return Array.isArray(headers)
}
