import type { DeploymentView, RouteContext, Strategy } from '../../src/contract/router.js'
import { LatencyWindow } from '../../src/router/latency.js'
import { seededRandom } from '../../src/simulator/random.js'

/** A deployment as it truly is; times in ms of virtual time. */
export interface Truth {
  id: string
  weight?: number
  /** Mean time to the first token for a call begun at `at` beside `inFlight` others. */
  meanMs: (at: number, inFlight: number) => number
  /** Share of calls that fail, after `failMs`. */
  failing?: (at: number) => number
  failMs?: number
  /** USD for each call. */
  price?: number
  /** Calls in a minute. */
  rpm?: number
  maxParallel?: number
}

export interface Run {
  strategy: Strategy
  deployments: readonly Truth[]
  calls: number
  /** Arrivals, Poisson. */
  callsPerSecond: number
  /** Draws a latency about a mean. */
  noise: (mean: number, random: () => number) => number
  seed: number
}

export interface Choice {
  at: number
  /** Place among the deployments; -1: none could take it. */
  chosen: number
  /** Mean of what it was given. */
  meanMs: number
  failed: boolean
}

const MINUTE_MS = 60_000
const START = 1_700_000_000_000

/** How many of the last calls failed, as the router counts them: newer ones weigh more, forgotten in half a minute. */
class Failures {
  #rate = 0
  #weight = 0
  #at = 0
  record(failed: boolean, now: number): void {
    const weight = this.#weight * this.#fresh(now)
    this.#rate += ((failed ? 1 : 0) - this.#rate) / (weight + 1)
    this.#weight = Math.min(weight + 1, 20)
    this.#at = now
  }
  rate(now: number): number {
    return this.#rate * this.#fresh(now)
  }
  #fresh(now: number): number {
    return Math.max(0, 1 - (now - this.#at) / 30_000)
  }
}

class Simulated implements DeploymentView {
  readonly group = 'chat'
  readonly order = 0
  readonly region = undefined
  readonly tags = []
  readonly perTokenMs = undefined
  readonly id: string
  readonly model: string
  readonly weight: number
  readonly latency = new LatencyWindow()
  readonly failures = new Failures()
  readonly #starts: number[] = []
  inFlight = 0

  constructor(
    readonly truth: Truth,
    readonly place: number,
    private readonly clock: { now: number },
  ) {
    this.id = truth.id
    this.model = truth.id
    this.weight = truth.weight ?? 1
  }
  get used(): number {
    const { rpm, maxParallel } = this.truth
    return Math.min(1, Math.max(rpm ? this.#lastMinute() / rpm : 0, maxParallel ? this.inFlight / maxParallel : 0))
  }
  get firstTokenMs(): number | undefined {
    return this.latency.firstTokenMs(this.clock.now)
  }
  get samples(): number {
    return this.latency.samples(this.clock.now)
  }
  get failureRate(): number {
    return this.failures.rate(this.clock.now)
  }
  start(): void {
    this.inFlight++
    this.#starts.push(this.clock.now)
  }
  #lastMinute(): number {
    const starts = this.#starts
    while (starts.length > 0 && (starts[0] ?? 0) <= this.clock.now - MINUTE_MS) starts.shift()
    return starts.length
  }
}

interface Ending {
  at: number
  of: Simulated
  ms: number
  failed: boolean
}

/** Runs calls through a strategy in virtual time, with what a router would know at each moment. */
export function simulateRouting(run: Run): Choice[] {
  const random = seededRandom(run.seed)
  const clock = { now: START }
  const views = run.deployments.map((truth, place) => new Simulated(truth, place, clock))
  const endings: Ending[] = []
  const choices: Choice[] = []
  let arrival = START
  for (let call = 0; call < run.calls; call++) {
    arrival += (-Math.log(1 - random()) * 1_000) / run.callsPerSecond
    for (let next = endings[0]; next !== undefined && next.at <= arrival; next = endings[0]) {
      endings.shift()
      clock.now = next.at
      finish(next)
    }
    clock.now = arrival
    choices.push(begin(run, views, clock.now, random, endings))
  }
  return choices
}

function begin(run: Run, views: Simulated[], now: number, random: () => number, endings: Ending[]): Choice {
  const candidates = views.filter(({ used }) => used < 1)
  const chosen = run.strategy(candidates, contextAt(now, random))
  const of = candidates.find((candidate) => candidate === chosen)
  if (of === undefined) return { at: now - START, chosen: -1, meanMs: 0, failed: true }
  const { meanMs, failing, failMs = 50 } = of.truth
  const mean = meanMs(now - START, of.inFlight)
  const failed = random() < (failing?.(now - START) ?? 0)
  const ms = failed ? failMs : run.noise(mean, random)
  of.start()
  const ending = { at: now + ms, of, ms, failed }
  const before = endings.findIndex(({ at }) => at > ending.at)
  endings.splice(before === -1 ? endings.length : before, 0, ending)
  return { at: now - START, chosen: of.place, meanMs: mean, failed }
}

function finish({ at, of, ms, failed }: Ending): void {
  of.inFlight--
  of.failures.record(failed, at)
  if (!failed) of.latency.recordFirstToken(ms, at)
}

function contextAt(now: number, random: () => number): RouteContext {
  return {
    group: 'chat',
    stream: true,
    promptTokens: 500,
    tags: [],
    user: undefined,
    request: { model: 'chat', messages: [] },
    now,
    random,
    expectedCost: (candidate) => (candidate instanceof Simulated ? candidate.truth.price : undefined),
  }
}

/** Share of the calls that each deployment got. */
export function sharesOf(choices: readonly Choice[], deployments: number): number[] {
  const counts = new Array<number>(deployments).fill(0)
  for (const { chosen } of choices) if (chosen >= 0) counts[chosen] = (counts[chosen] ?? 0) + 1
  return counts.map((count) => count / choices.length)
}

/** Always the mean. */
export const steady = (mean: number): number => mean

/** Spread as answers are: sigma 0.3 is an even service, 1 one whose slowest percent takes six times the mean. */
export function lognormal(sigma: number): (mean: number, random: () => number) => number {
  return (mean, random) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return mean * Math.exp(sigma * normal - (sigma * sigma) / 2)
  }
}
