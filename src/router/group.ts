import type { DeploymentView, RouteContext, Strategy } from '../contract/router.js'
import type { Deployment } from './deployment.js'
import type { CallFacts } from './facts.js'
import { type Obstacle, obstacleOf, PASSING, passesAt } from './obstacle.js'
import { Queue } from './queue.js'
import type { RetryBudget } from './retry-budget.js'
import type { Claimed, RouterState } from './state.js'

export interface GroupOptions {
  readonly strategy: Strategy
  readonly retries: RetryBudget
  readonly maxQueue: number
  /** Whether size and abilities of a model count. */
  readonly checks: boolean
  readonly random: () => number
  /** Tokens of a typical answer, where the caller sets no bound. */
  readonly typicalOutput: number
}

/** With all of a group down, one call in so many ms tries the one that is back soonest, whatever its cooldown. */
const GROUP_PROBE_MS = 1_000
/** Waits longer than this are as good as for ever. */
const FAR_MS = 60_000

/** The deployments that answer for one name. */
export class Group {
  readonly queue: Queue<Claimed<Deployment>>
  #lastProbeAt = 0
  /** What `preview` chose: a strategy that keeps count must not be asked twice for one call. */
  #promised: Deployment | undefined

  constructor(
    readonly name: string,
    readonly deployments: readonly Deployment[],
    readonly state: RouterState,
    readonly options: GroupOptions,
  ) {
    this.queue = new Queue({
      maxQueue: options.maxQueue,
      nextRoomMs: () => this.#nextRoomMs(Date.now()),
      discard: ({ claim }) => state.settle(claim, { tokens: 0, sent: false }, Date.now()),
    })
  }

  /** What a call is expected to use of a limit. */
  tokensOf({ promptTokens, maxOutputTokens }: CallFacts): number {
    const { typicalOutput } = this.options
    return promptTokens + Math.min(typicalOutput, maxOutputTokens ?? typicalOutput)
  }

  /** Takes room at one of the deployments for a call; undefined: none can take it now. `tried` are left out. */
  claim(
    facts: CallFacts,
    tried: ReadonlySet<Deployment>,
    favourite?: string,
  ): Claimed<Deployment> | undefined | Promise<Claimed<Deployment> | undefined> {
    const now = Date.now()
    const tokens = this.tokensOf(facts)
    const candidates = this.#candidates(facts, tokens, tried, now)
    if (candidates.length === 0) return undefined
    const picks = this.#picks(candidates, facts, now, favourite)
    return picks.length === 0 ? undefined : this.state.claim(picks, tokens, now)
  }

  /** The deployment that the next call would go to; nothing is taken. */
  preview(facts: CallFacts): Deployment | undefined {
    const now = Date.now()
    const candidates = this.#candidates(facts, this.tokensOf(facts), new Set(), now)
    this.#promised = this.#picks(candidates, facts, now, undefined)[0]
    return this.#promised
  }

  /** Why no deployment can take a call; in the order of the deployments. */
  obstacles(facts: CallFacts, now: number): Array<{ deployment: Deployment; obstacle: Obstacle | undefined }> {
    const tokens = this.tokensOf(facts)
    return this.deployments.map((deployment) => ({
      deployment,
      obstacle: obstacleOf(deployment, facts, tokens, this.options.checks, now),
    }))
  }

  /** The deployments that a strategy chooses from: the lowest healthy tier of those that have room. */
  #candidates(facts: CallFacts, tokens: number, tried: ReadonlySet<Deployment>, now: number): Deployment[] {
    let candidates: Deployment[] = []
    let order = Number.POSITIVE_INFINITY
    for (const deployment of this.deployments) {
      if (deployment.order > order || tried.has(deployment)) continue
      if (obstacleOf(deployment, facts, tokens, this.options.checks, now) !== undefined) continue
      if (deployment.order < order) {
        order = deployment.order
        candidates = []
      }
      candidates.push(deployment)
    }
    if (candidates.length > 0) return candidates
    const probe = this.#probe(facts, tokens, tried, now)
    return probe ? [probe] : candidates
  }

  /** With everything down: now and then the one that is back soonest is tried before its time. */
  #probe(facts: CallFacts, tokens: number, tried: ReadonlySet<Deployment>, now: number): Deployment | undefined {
    if (now - this.#lastProbeAt < GROUP_PROBE_MS) return undefined
    let soonest: Deployment | undefined
    for (const deployment of this.deployments) {
      if (tried.has(deployment)) continue
      const obstacle = obstacleOf(deployment, facts, tokens, this.options.checks, now)
      if (obstacle === undefined || (obstacle !== 'down' && PASSING.has(obstacle))) return undefined
      if (obstacle !== 'down' || deployment.breaker.refused) continue
      if (deployment.downUntil() < (soonest?.downUntil() ?? Number.POSITIVE_INFINITY)) soonest = deployment
    }
    if (soonest) this.#lastProbeAt = now
    return soonest
  }

  /** The choice of the strategy, and the next ones where others may have taken the room in the meantime. */
  #picks(candidates: Deployment[], facts: CallFacts, now: number, favourite: string | undefined): Deployment[] {
    const context = this.#context(facts, now)
    const picks: Deployment[] = []
    const promised = this.#promised
    this.#promised = undefined
    const liked = favourite === undefined ? promised : candidates.find(({ id }) => id === favourite)
    if (liked && candidates.includes(liked)) picks.push(liked)
    const most = Math.min(candidates.length, this.state.picks)
    while (picks.length < most) {
      const left = picks.length === 0 ? candidates : candidates.filter((candidate) => !picks.includes(candidate))
      const chosen = this.options.strategy(left, context)
      // A function of the user's may give anything; what is no candidate is as no choice.
      const pick = chosen && left.find((candidate) => candidate === chosen)
      if (!pick) break
      picks.push(pick)
    }
    return picks
  }

  #context(facts: CallFacts, now: number): RouteContext {
    return {
      group: this.name,
      stream: facts.stream,
      promptTokens: facts.promptTokens,
      tags: facts.tags,
      user: facts.user,
      request: facts.request,
      now,
      random: this.options.random,
      expectedCost: (candidate) => this.#expectedCost(candidate, facts),
    }
  }

  #expectedCost(candidate: DeploymentView, { promptTokens, maxOutputTokens }: CallFacts): number | undefined {
    const deployment = this.deployments.find((one) => one === candidate)
    const prices = deployment?.config.prices ?? deployment?.info?.prices
    if (prices?.input === undefined || prices.output === undefined) return undefined
    const { typicalOutput } = this.options
    const output = Math.min(typicalOutput, maxOutputTokens ?? typicalOutput)
    return (prices.input * promptTokens + prices.output * output) / 1e6 + (prices.request ?? 0)
  }

  #nextRoomMs(now: number): number {
    let soonest = FAR_MS
    for (const deployment of this.deployments) {
      const down = deployment.downUntil()
      if (down > now) soonest = Math.min(soonest, down - now)
    }
    return Math.min(soonest, Math.max(1, this.#lastProbeAt + GROUP_PROBE_MS - now))
  }

  /** Whether a deployment may be able to take the call before a time (Unix ms). Calls under way may end at any time. */
  mayHaveRoom(facts: CallFacts, now: number, until: number): boolean {
    const tokens = this.tokensOf(facts)
    return this.deployments.some((deployment) => {
      const obstacle = obstacleOf(deployment, facts, tokens, this.options.checks, now)
      if (obstacle === undefined || obstacle === 'probing') return true
      if (obstacle === 'down' && !deployment.breaker.refused) return true // tried again within a second or so
      if (!PASSING.has(obstacle)) return false
      const at = passesAt(deployment, obstacle, tokens, now)
      return at === Number.POSITIVE_INFINITY || at < until
    })
  }
}
