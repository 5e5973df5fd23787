/**
 * The value without halves of UTF-16 pairs: the SDK writes them as they are, and the service answers 400 (quirks.md 23).
 * The same value where there are none.
 */
export function withoutLoneSurrogates<T>(value: T): T {
  // Each branch gives what it got, in form and type.
  return clean(value) as T
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '')
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) {
    const cleaned = value.map(clean)
    return cleaned.every((item, at) => item === value[at]) ? value : cleaned
  }
  const entries = Object.entries(value)
  const cleaned = entries.map(([key, inner]) => [clean(key), clean(inner)] as const)
  return cleaned.every(([key, inner], at) => key === entries[at]?.[0] && inner === entries[at]?.[1])
    ? value
    : Object.fromEntries(cleaned)
}
