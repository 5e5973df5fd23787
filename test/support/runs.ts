const { FUZZ_RUNS } = process.env

/** How often a property runs: this many times, or, under `npm run fuzz`, FUZZ_RUNS times as many. */
export function runs(count: number): number {
  return Math.ceil(count * Number(FUZZ_RUNS || 1))
}
