import type { StrategyOption } from '../src/contract/router.js'
import { lognormal, type Run, type Truth } from '../test/support/simulate-routing.js'

/** Deployments, and the share of the calls that each should get. */
export interface ShareScenario {
  strategy: StrategyOption
  what: string
  deployments: readonly Truth[]
  ideal: readonly number[]
  /** Default: the first half is left out, until what is unknown at the start is known. */
  calls?: number
  callsPerSecond?: number
}

const named = (deployments: ReadonlyArray<Omit<Truth, 'id' | 'meanMs'> & { ms?: number }>): Truth[] =>
  deployments.map(({ ms = 400, ...rest }, place) => ({ id: `d${place}`, meanMs: () => ms, ...rest }))

export const SHARES: readonly ShareScenario[] = [
  {
    strategy: 'shuffle',
    what: 'weights 5, 1, 1',
    deployments: named([{ weight: 5 }, { weight: 1 }, { weight: 1 }]),
    ideal: [5 / 7, 1 / 7, 1 / 7],
  },
  {
    strategy: 'shuffle',
    what: 'weights 3, 1, 0',
    deployments: named([{ weight: 3 }, { weight: 1 }, { weight: 0 }]),
    ideal: [3 / 4, 1 / 4, 0],
  },
  {
    strategy: 'shuffle',
    what: 'equal weights, one with 60 rpm at 5 calls a second',
    deployments: named([{ rpm: 60 }, {}, {}]),
    ideal: [0.2, 0.4, 0.4],
    callsPerSecond: 5,
  },
  {
    strategy: 'least-busy',
    what: 'one takes twice as long',
    deployments: named([{ ms: 400 }, { ms: 800 }]),
    ideal: [2 / 3, 1 / 3],
    callsPerSecond: 60,
  },
  {
    strategy: 'least-busy',
    what: 'weights 2, 1',
    deployments: named([{ weight: 2 }, { weight: 1 }]),
    ideal: [2 / 3, 1 / 3],
    callsPerSecond: 60,
  },
  {
    strategy: 'least-busy',
    what: 'one fails at once, always',
    deployments: named([{ failing: () => 1, failMs: 20 }, {}, {}]),
    ideal: [0, 1 / 2, 1 / 2],
    callsPerSecond: 60,
  },
  {
    strategy: 'lowest-latency',
    what: '400, 420 and 800 ms: two within the buffer',
    deployments: named([{ ms: 400 }, { ms: 420 }, { ms: 800 }]),
    ideal: [1 / 2, 1 / 2, 0],
  },
  {
    strategy: 'lowest-latency',
    what: '300 ms but 60 % fail at once; 500 ms; 800 ms',
    deployments: named([{ ms: 300, failing: () => 0.6, failMs: 20 }, { ms: 500 }, { ms: 800 }]),
    ideal: [0, 1, 0],
  },
  {
    strategy: 'lowest-cost',
    what: 'prices 1, 1, 3',
    deployments: named([{ price: 1 }, { price: 1 }, { price: 3 }]),
    ideal: [1 / 2, 1 / 2, 0],
  },
  {
    strategy: 'lowest-cost',
    what: 'no price, price 2',
    deployments: named([{}, { price: 2 }]),
    ideal: [0, 1],
  },
  {
    strategy: 'lowest-cost',
    what: 'price 1 with 60 rpm, price 2, at 5 calls a second',
    deployments: named([{ price: 1, rpm: 60 }, { price: 2 }]),
    ideal: [0.2, 0.8],
    callsPerSecond: 5,
  },
  {
    strategy: 'lowest-usage',
    what: 'rpm 600, 200, 200',
    deployments: named([{ rpm: 600 }, { rpm: 200 }, { rpm: 200 }]),
    ideal: [0.6, 0.2, 0.2],
    callsPerSecond: 10,
  },
  {
    strategy: 'lowest-usage',
    what: 'maxParallel 12, 4, 4',
    deployments: named([{ maxParallel: 12 }, { maxParallel: 4 }, { maxParallel: 4 }]),
    ideal: [0.6, 0.2, 0.2],
    callsPerSecond: 30,
  },
]

/** Deployments of known speed; the best changes at `changeAt` where there is a second list. */
export interface LatencyScenario {
  what: string
  means: readonly number[]
  after?: readonly number[]
  noise: Run['noise']
  /** So uneven, among so many, that 200 calls do not tell which is the fastest. */
  hard?: true
}

export const CALLS_PER_SECOND = 4
/** Calls until the change of those that change. */
export const CHANGE_AFTER = 200

const FIVE = [900, 700, 400, 600, 1200]
const TEN = [1000, 900, 800, 700, 600, 500, 400, 700, 800, 900]
const even = lognormal(0.3)
const uneven = lognormal(0.6)
const heavy = lognormal(1)

export const LATENCIES: readonly LatencyScenario[] = [
  { what: '2 deployments, 400 and 800 ms', means: [400, 800], noise: even },
  { what: '2 deployments, 400 and 500 ms, uneven', means: [400, 500], noise: uneven },
  { what: '2 deployments, 400 and 800 ms, heavy tail', means: [400, 800], noise: heavy },
  { what: '5 deployments, 400 to 1200 ms', means: FIVE, noise: even },
  { what: '5 deployments, 400 to 1200 ms, uneven', means: FIVE, noise: uneven },
  { what: '5 deployments, 400 to 1200 ms, heavy tail', means: FIVE, noise: heavy },
  { what: '10 deployments, 400 to 1000 ms', means: TEN, noise: even },
  { what: '10 deployments, 400 to 1000 ms, uneven', means: TEN, noise: uneven },
  { what: '10 deployments, 400 to 1000 ms, heavy tail', means: TEN, noise: heavy, hard: true },
  { what: 'the best of 2 becomes four times slower', means: [400, 800], after: [1600, 800], noise: even },
  { what: 'the slower of 2 becomes four times faster', means: [400, 800], after: [400, 200], noise: even },
  {
    what: 'the best of 5 and the second slowest change places',
    means: FIVE,
    after: [400, 700, 900, 600, 1200],
    noise: even,
  },
  {
    what: 'the best and the slowest of 10 change places',
    means: TEN,
    after: [400, 900, 800, 700, 600, 500, 1000, 700, 800, 900],
    noise: even,
  },
]

/** Deployments that slow down with the calls under way: twice the time at 10 of them. */
export const LOADED: ReadonlyArray<{ what: string; means: readonly number[]; callsPerSecond: number }> = [
  { what: '400, 400, 400 ms; 15 calls a second', means: [400, 400, 400], callsPerSecond: 15 },
  { what: '400, 400, 400 ms; 30 calls a second', means: [400, 400, 400], callsPerSecond: 30 },
  { what: '400, 500, 800 ms; 15 calls a second', means: [400, 500, 800], callsPerSecond: 15 },
  { what: '400, 500, 800 ms; 30 calls a second', means: [400, 500, 800], callsPerSecond: 30 },
]

/** Where counts of calls under way reach a process late. */
export const SHARING: ReadonlyArray<{ deployments: number; processes: number; staleMs: number; calls: number }> = [
  { deployments: 5, processes: 1, staleMs: 0, calls: 3_000 },
  { deployments: 50, processes: 1, staleMs: 0, calls: 6_000 },
  { deployments: 5, processes: 10, staleMs: 200, calls: 3_000 },
  { deployments: 50, processes: 10, staleMs: 50, calls: 6_000 },
  { deployments: 50, processes: 10, staleMs: 200, calls: 6_000 },
]
