/** The schema that a local reference points to; undefined where there is none. */
export function resolvePointer(root: object, ref: string): unknown {
  if (!ref.startsWith('#')) return undefined
  let target: unknown = root
  for (const part of ref.slice(1).split('/').slice(1)) {
    const key = decodePointer(part)
    if (typeof target !== 'object' || target === null || !Object.hasOwn(target, key)) return undefined
    target = Reflect.get(target, key)
  }
  return target
}

/** One part of a pointer; in a URL fragment and in the validator's locations it is percent-encoded. */
export function decodePointer(part: string): string {
  const unescaped = part.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(unescaped)
  } catch {
    return unescaped
  }
}
