/** A place in a body where ours is not the SDK's on purpose. */
export interface Difference {
  /** Keys from the top of the body on. */
  at: ReadonlyArray<string | number>
  /** What we send there; undefined: nothing. */
  ours: unknown
  because: string
}

/** The SDK's body with what we do on purpose put in its place: what ours must then equal. */
export function withDifferences(body: unknown, differences: readonly Difference[]): unknown {
  return differences.reduce((changed, { at, ours }) => replace(changed, at, ours), body)
}

function replace(value: unknown, [key, ...rest]: ReadonlyArray<string | number>, ours: unknown): unknown {
  if (key === undefined) return ours
  if (Array.isArray(value)) return value.map((item, at) => (at === key ? replace(item, rest, ours) : item))
  const { [key]: inner, ...others } = { ...(value as Record<string, unknown> | undefined) } // absent objects are made
  const replaced = replace(inner, rest, ours)
  return replaced === undefined ? others : { ...others, [key]: replaced }
}
