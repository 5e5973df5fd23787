const BUCKETS = 2048

/** A bound that `count` of the values reach, or a few more: exact to the 2,048th part of their range. */
export function largestDown(values: Int32Array, count: number): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  const width = Math.max(1, Math.ceil((most - least + 1) / BUCKETS))
  const counts = new Uint32Array(BUCKETS)
  for (const value of values) {
    const bucket = Math.floor((value - least) / width)
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  let bucket = BUCKETS - 1
  for (let sum = counts[bucket] ?? 0; sum < count && bucket > 0; ) sum += counts[--bucket] ?? 0
  return least + bucket * width
}
