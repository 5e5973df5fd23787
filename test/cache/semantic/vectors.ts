import { toUnitVector } from '../../../src/cache/vectors/unit-vector.js'

export type Random = () => number

/** The same numbers each time. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function randomBy(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** In every direction alike. */
export function randomVector(random: Random, dimensions: number): Float32Array {
  return toUnitVector(Float32Array.from({ length: dimensions }, () => gaussian(random)))
}

/** At an angle whose tangent is about `spread`. */
export function vectorNear(random: Random, centre: Float32Array, spread: number): Float32Array {
  const scale = spread / Math.sqrt(centre.length)
  return toUnitVector(centre.map((component) => component + gaussian(random) * scale))
}

export function cosine(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] ?? 0) * (right[at] ?? 0)
  return sum
}

/** Box and Muller. */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
