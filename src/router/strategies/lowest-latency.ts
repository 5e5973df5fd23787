import type { DeploymentView, LatencyOptions, RouteContext, Strategy } from '../../contract/router.js'
import { PerGroup } from './per-group.js'
import { Roster } from './roster.js'
import { allSpare, asGoodAs, drawByWeight } from './weights.js'

/** What is remembered of a deployment; times may be some calls old where there are many. */
interface Entry {
  readonly id: string
  /** ms to a success; NaN: unknown. */
  ms: number
  samples: number
  /** Number of the call that it was last given. */
  lastCall: number
  /** Calls under way when it was chosen, on average. */
  usualLoad: number
}

type Candidates = readonly DeploymentView[]

/** Candidates whose latency is read for each call, by turns where there are more. */
const LOOK_AT = 64
/** Time lost with an unknown deployment, as a share of the fastest's, for want of knowledge. */
const UNKNOWN_LOSS = 1
/** Losses that may be saved up. One who would lose more waits until its latency is forgotten. */
const MOST_CREDIT = 2
/** Losses allowed at the start, at most: one for each deployment. */
const MOST_FIRST_CREDIT = 20
/** Calls above the usual load, and those at it, until a deployment is expected to take half as long again. */
const LOAD_SCALE = 16
/** The fastest is this many times slower than of late: others may be faster now, and are looked at anew. */
const WORSE = 1.3
/** Calls until such a change may be seen again. */
const SETTLED = 50

/**
 * The fastest: by time to the first token for streams, by time for each token otherwise. Those nearly as fast share its
 * calls; a bounded part goes to the others, most to those of which least is known.
 */
export function createLowestLatency(options: LatencyOptions = {}): Strategy {
  const streams = new PerGroup(() => new Race(options))
  const whole = new PerGroup(() => new Race(options))
  return (candidates, context) => (context.stream ? streams : whole).of(context.group).choose(candidates, context)
}

/** One group, and one of the two measures. */
class Race {
  readonly #buffer: number
  readonly #explore: number
  readonly #roster = new Roster<Entry>((id) => ({ id, ms: Number.NaN, samples: 0, lastCall: 0, usualLoad: 0 }))
  readonly #scores: number[] = []
  #calls = 0
  #credit = 0
  #cursor = 0
  #usualBest = 0
  /** Number of the call. */
  #changedAt = 0

  constructor({ buffer = 0.1, explore = 0.02 }: LatencyOptions) {
    this.#buffer = buffer
    this.#explore = explore
  }

  choose(candidates: Candidates, context: RouteContext): DeploymentView | undefined {
    const entries = this.#roster.of(candidates)
    if (this.#calls === 0) this.#credit = Math.min(candidates.length, MOST_FIRST_CREDIT)
    this.#calls++
    if (this.#credit < MOST_CREDIT) this.#credit = Math.min(this.#credit + this.#explore, MOST_CREDIT)
    this.#look(candidates, entries, context.stream)
    const best = this.#fastest(candidates, entries)
    this.#watch(entries)
    const chosen = this.#toExplore(candidates, entries, best) ?? this.#amongFastest(candidates, best, context.random)
    this.#note(candidates, entries, chosen)
    return chosen
  }

  #look(candidates: Candidates, entries: readonly Entry[], stream: boolean): void {
    const count = Math.min(candidates.length, LOOK_AT)
    for (let i = 0; i < count; i++) {
      if (this.#cursor >= candidates.length) this.#cursor = 0
      const candidate = candidates[this.#cursor]
      const entry = entries[this.#cursor++]
      if (candidate === undefined || entry === undefined) continue
      const ms = stream ? candidate.firstTokenMs : candidate.perTokenMs
      // Who fails must be tried again elsewhere: the time to a success grows with the failures.
      entry.ms = ms === undefined ? Number.NaN : ms / (1 - Math.min(candidate.failureRate, 0.9))
      entry.samples = candidate.samples
    }
  }

  /** Losses are allowed as at the start when the fastest has become slow. */
  #watch(entries: readonly Entry[]): void {
    let best = Number.POSITIVE_INFINITY
    for (const { ms } of entries) if (ms < best) best = ms
    if (best === Number.POSITIVE_INFINITY) return
    this.#usualBest ||= best
    if (best < WORSE * this.#usualBest || this.#calls < this.#changedAt + SETTLED) {
      this.#usualBest += 0.03 * (best - this.#usualBest)
      return
    }
    this.#credit = Math.max(this.#credit, Math.min(entries.length, MOST_FIRST_CREDIT))
    this.#usualBest = best
    this.#changedAt = this.#calls
  }

  /** Fills the scores: ms as expected under the load of now. */
  #fastest(candidates: Candidates, entries: readonly Entry[]): number {
    const spare = allSpare(candidates)
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      const candidate = candidates[i]
      if (entry === undefined || candidate === undefined) continue
      const { inFlight, weight } = candidate
      const load = (inFlight - entry.usualLoad) / (LOAD_SCALE + Math.max(inFlight, entry.usualLoad))
      const score = spare || weight > 0 ? entry.ms * (1 + load) : Number.NaN
      this.#scores[i] = score
      if (score < best) best = score
    }
    return best
  }

  /** Who has waited longest for what it would cost to look at it, if that may be spent. */
  #toExplore(candidates: Candidates, entries: readonly Entry[], best: number): DeploymentView | undefined {
    if (best === Number.POSITIVE_INFINITY || this.#credit <= 0) return undefined
    const spare = allSpare(candidates)
    let chosen: DeploymentView | undefined
    let cost = 0
    let most = 0
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      const candidate = candidates[i]
      if (entry === undefined || candidate === undefined || !(spare || candidate.weight > 0)) continue
      const unknown = Number.isNaN(entry.ms)
      if (unknown && entry.lastCall > 0 && candidate.inFlight > 0) continue
      const score = this.#scores[i] ?? Number.NaN
      const loss = unknown ? UNKNOWN_LOSS : score / best - 1
      if (loss <= this.#buffer || loss > MOST_CREDIT) continue
      const hoped = unknown ? 0 : Math.max(0, ((loss + 1) * entry.samples) / (entry.samples + 1) - 1)
      const urgency = (this.#calls - entry.lastCall) / (0.1 + hoped)
      if (urgency <= most) continue
      most = urgency
      cost = loss
      chosen = candidate
    }
    if (chosen === undefined || this.#credit < cost) return undefined
    this.#credit -= cost
    return chosen
  }

  /** The fewest calls under way for its weight; of all, where nothing is known of any. */
  #amongFastest(candidates: Candidates, best: number, random: () => number): DeploymentView | undefined {
    const scores = this.#scores
    const limit = best * (1 + this.#buffer)
    const unknown = best === Number.POSITIVE_INFINITY
    const spare = allSpare(candidates)
    let lowest = Number.POSITIVE_INFINITY
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i]
      if (candidate === undefined) continue
      const { inFlight, weight } = candidate
      const allowed = unknown ? spare || weight > 0 : (scores[i] ?? Number.NaN) <= limit
      const load = allowed ? inFlight / (spare ? 1 : weight) : Number.NaN
      scores[i] = load
      if (load < lowest) lowest = load
    }
    return drawByWeight(candidates, random, scores, asGoodAs(lowest))
  }

  #note(candidates: Candidates, entries: readonly Entry[], chosen: DeploymentView | undefined): void {
    if (chosen === undefined) return
    const entry = entries[candidates.indexOf(chosen)]
    if (entry === undefined) return
    entry.lastCall = this.#calls
    entry.usualLoad += 0.1 * (chosen.inFlight - entry.usualLoad)
  }
}
