/**
 * The value without halves of UTF-16 pairs: the SDK writes them as they are, and the service answers 400 (quirks.md 23).
 * The same value where there are none.
 */
export function withoutLoneSurrogates<T>(value: T): T {
  // `clean` gives what it got, in form and type.
  return isWellFormed(value) ? value : (clean(value) as T)
}

/** Whether there is nothing to do, as nearly always. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true
  if (Array.isArray(value)) return value.every(isWellFormed)
  for (const [key, inner] of Object.entries(value)) if (!key.isWellFormed() || !isWellFormed(inner)) return false
  return true
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '')
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(clean)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]))
}
