import type { DeploymentView, LatencyOptions, RouteContext, Strategy } from '../../contract/router.js'
import { PerGroup } from './per-group.js'
import { Roster } from './roster.js'
import { allSpare, Lowest } from './weights.js'

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
const LOOK_AT = 8
/** Time lost with an unknown deployment, as a share of the fastest's, for want of knowledge. */
const UNKNOWN_LOSS = 1
/** Losses that may be saved up. Who would lose more, being over three times slower, waits until it is forgotten. */
const MOST_CREDIT = 2
/** Of one that may be the fastest, what a look is taken to cost, so that no wait is infinitely urgent. */
const LEAST_LOSS = 0.03
/** Losses allowed at the start, at most: one for each deployment. */
const MOST_FIRST_CREDIT = 20
/** Calls above the usual load, and those at it, until a deployment is expected to take half as long again. */
const LOAD_SCALE = 16
/** Who was fastest takes this many times as long: others may be faster now, and are looked at anew. */
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
  readonly #lowest = new Lowest()
  #calls = 0
  #credit = 0
  /** What the next look costs that was too dear so far. */
  #nextLoss = 0
  #cursor = 0
  /** Who was the fastest, and its usual time. */
  #leader: Entry | undefined
  #leaderMs = 0
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
    let index = this.#toExplore(candidates, entries, best)
    if (index === -1) index = this.#amongFastest(candidates, best, context.random)
    const chosen = candidates[index]
    const entry = entries[index]
    if (chosen === undefined || entry === undefined) return undefined
    entry.lastCall = this.#calls
    entry.usualLoad += 0.1 * (chosen.inFlight - entry.usualLoad)
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

  /** Fills the scores, ms as expected under the load of now, and returns the best. */
  #fastest(candidates: Candidates, entries: readonly Entry[]): number {
    const spare = allSpare(candidates)
    let best = Number.POSITIVE_INFINITY
    let fastest: Entry | undefined
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      const candidate = candidates[i]
      if (entry === undefined || candidate === undefined) continue
      const { ms, usualLoad } = entry
      const { inFlight, weight } = candidate
      const load = (inFlight - usualLoad) / (LOAD_SCALE + Math.max(inFlight, usualLoad))
      const score = spare || weight > 0 ? ms * (1 + load) : Number.NaN
      this.#scores[i] = score
      if (score < best) best = score
      if (ms < (fastest?.ms ?? Number.POSITIVE_INFINITY)) fastest = entry
    }
    if (fastest) this.#watch(fastest, entries.length)
    return best
  }

  /**
   * Losses are allowed as at the start when the one that was fastest has become slow. Its own times are compared: calls
   * that it may not take, for their tags, say nothing of a change.
   */
  #watch(best: Entry, count: number): void {
    const leader = this.#leader
    if (leader !== undefined && leader.ms >= WORSE * this.#leaderMs && this.#calls >= this.#changedAt + SETTLED) {
      this.#credit = Math.max(this.#credit, Math.min(count, MOST_FIRST_CREDIT))
      this.#changedAt = this.#calls
    } else if (leader !== undefined && leader.ms <= best.ms) {
      this.#leaderMs += 0.03 * (leader.ms - this.#leaderMs)
      return
    }
    this.#leader = best
    this.#leaderMs = best.ms
  }

  /** Who has waited longest for what it would cost to look at it, if that may be spent; else -1. */
  #toExplore(candidates: Candidates, entries: readonly Entry[], best: number): number {
    if (best === Number.POSITIVE_INFINITY || this.#credit < this.#nextLoss) return -1
    const spare = allSpare(candidates)
    let chosen = -1
    let most = 0
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      const candidate = candidates[i]
      if (entry === undefined || candidate === undefined || !(spare || candidate.weight > 0)) continue
      const unknown = Number.isNaN(entry.ms)
      if (unknown && entry.lastCall > 0 && candidate.inFlight > 0) continue
      const loss = unknown ? UNKNOWN_LOSS : (this.#scores[i] ?? Number.NaN) / best - 1
      if (!(loss > this.#buffer && loss <= MOST_CREDIT)) continue
      const hoped = unknown ? 0 : Math.max(0, ((loss + 1) * entry.samples) / (entry.samples + 1) - 1)
      const urgency = (this.#calls - entry.lastCall) / (LEAST_LOSS + hoped)
      if (urgency <= most) continue
      most = urgency
      chosen = i
      this.#nextLoss = loss
    }
    if (chosen === -1 || this.#credit < this.#nextLoss) return -1
    this.#credit -= this.#nextLoss
    this.#nextLoss = 0
    return chosen
  }

  /** The fewest calls under way for its weight; of all, where nothing is known of any. */
  #amongFastest(candidates: Candidates, best: number, random: () => number): number {
    const limit = best * (1 + this.#buffer)
    const unknown = best === Number.POSITIVE_INFINITY
    const spare = allSpare(candidates)
    this.#lowest.start(random)
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i]
      if (candidate === undefined || !(unknown || (this.#scores[i] ?? Number.NaN) <= limit)) continue
      const weight = spare ? 1 : candidate.weight
      if (weight > 0) this.#lowest.offer(i, candidate.inFlight / weight, weight)
    }
    return this.#lowest.index
  }
}
