const DIMENSIONS = 64

/**
 * Vectors for tests: texts with words in common are near. Nothing for use elsewhere: what means the same in other words
 * is far, what means the opposite in the same words is near.
 */
export function toyVectors(texts: readonly string[]): number[][] {
  return texts.map((text) => {
    const vector: number[] = new Array(DIMENSIONS).fill(0)
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
      const at = hash(word) % DIMENSIONS
      vector[at] = (vector[at] ?? 0) + 1
    }
    return vector
  })
}

/** FNV-1a, 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return state >>> 0
}
