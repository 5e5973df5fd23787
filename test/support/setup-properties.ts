import fc from 'fast-check'
import { runs } from './runs.js'

// The same cases each time, so that a failure comes from the change that it is seen with. `npm run fuzz` takes new ones.
const { FUZZ_RUNS, FUZZ_SEED = FUZZ_RUNS ? undefined : '1' } = process.env

fc.configureGlobal({ numRuns: runs(100), ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }) })
