import type { DeploymentView, RouteContext, Strategy } from '../contract/router.js'
import { Deployment } from './deployment.js'
import type { CallFacts } from './facts.js'
import { hindrance, type Obstacle, obstacleOf, PASSING, passesAt, unfitness } from './obstacle.js'
import { Queue } from './queue.js'
import type { RetryBudget } from './retry-budget.js'
import { SizeLimits } from './size-limits.js'
import type { Claimed, RouterState } from './state.js'

export interface GroupOptions {
  readonly strategy: Strategy
  /** It is one of ours, and chooses among the candidates. */
  readonly trusted: boolean
  readonly retries: RetryBudget
  readonly maxQueue: number
  /** Whether size and abilities of a model count. */
  readonly checks: boolean
  readonly random: () => number
  /** Tokens of a typical answer, where the caller sets no bound. */
  readonly typicalOutput: number
  /** A strategy that threw. */
  readonly onFailure: (error: unknown) => void
}

/** Room for one call at a deployment. */
export interface Taken extends Claimed<Deployment> {
  /** It is the one call that tries whether the deployment is back. */
  readonly probe: boolean
}

type Later<T> = T | undefined | Promise<T | undefined>

/** With all of a group down, one call in so many ms tries the one that is back soonest, whatever its cooldown. */
const GROUP_PROBE_MS = 1_000
/** Waits longer than this are as good as for ever. */
const FAR_MS = 60_000
const NONE: ReadonlySet<Deployment> = new Set()

/** The deployments that answer for one name. */
export class Group {
  readonly queue: Queue<Taken>
  readonly #sizes: SizeLimits
  #lastProbeAt = 0
  /** What `preview` chose: a strategy that keeps count must not be asked twice for one call. */
  #promised: { deployment: Deployment; call: string } | undefined

  constructor(
    readonly name: string,
    /** The name as it is written in the configuration: of a group from a wildcard, the wildcard. */
    readonly written: string,
    readonly deployments: readonly Deployment[],
    readonly state: RouterState,
    readonly options: GroupOptions,
  ) {
    this.queue = new Queue({
      maxQueue: options.maxQueue,
      nextRoomMs: () => this.#nextRoomMs(Date.now()),
      discard: (taken) => this.release(taken),
    })
    this.#sizes = new SizeLimits(deployments)
  }

  /** What a call is expected to use of a limit. */
  tokensOf({ promptTokens, maxOutputTokens }: CallFacts): number {
    const { typicalOutput } = this.options
    return promptTokens + Math.min(typicalOutput, maxOutputTokens ?? typicalOutput)
  }

  /** Takes room at one of the deployments for a call; undefined: none can take it now. `tried` are left out. */
  claim(facts: CallFacts, tried: ReadonlySet<Deployment>, favourite?: string): Later<Taken> {
    const now = Date.now()
    const tokens = this.tokensOf(facts)
    let candidates = this.#candidates(facts, tokens, tried, now)
    if (candidates.length === 0) {
      const probe = this.#probe(facts, tokens, tried, now)
      if (probe === undefined) return undefined
      this.#lastProbeAt = now
      candidates = [probe]
    }
    const picks = this.#picks(candidates, facts, now, favourite)
    if (picks.length === 0) return undefined
    const claimed = this.state.claim(picks, tokens, now)
    if (!(claimed instanceof Promise)) return claimed && taken(claimed, now)
    return claimed.then((given) => {
      const then = Date.now()
      if (given === undefined || !given.candidate.breaker.probing(then)) return given && taken(given, then)
      // Another call has begun to try it while this one waited for the state.
      this.state.settle(given.claim, { tokens: 0, sent: false }, then)
      return this.claim(facts, tried, favourite)
    })
  }

  /** Gives back room that no call has used. */
  release({ candidate, claim, probe }: Taken): void {
    if (probe) candidate.breaker.abandon()
    this.state.settle(claim, { tokens: 0, sent: false }, Date.now())
  }

  /** The deployment that the next call of this kind would go to; nothing is taken. */
  preview(facts: CallFacts, favourite?: string): Deployment | undefined {
    const now = Date.now()
    const tokens = this.tokensOf(facts)
    const candidates = this.#candidates(facts, tokens, NONE, now)
    if (candidates.length === 0) return this.#probe(facts, tokens, NONE, now)
    const pick = this.#picks(candidates, facts, now, favourite)[0]
    this.#promised = pick && { deployment: pick, call: choiceOf(facts) }
    return pick
  }

  /** Why no deployment can take a call; in the order of the deployments. */
  obstacles(facts: CallFacts, now: number): Array<{ deployment: Deployment; obstacle: Obstacle | undefined }> {
    const tokens = this.tokensOf(facts)
    return this.deployments.map((deployment) => ({
      deployment,
      obstacle: obstacleOf(deployment, facts, tokens, this.options.checks, now),
    }))
  }

  /** Whether the prompt is too long for every deployment that could take the call otherwise. */
  tooSmall(facts: CallFacts, now: number): boolean {
    let small = false
    for (const deployment of this.deployments) {
      const unfit = unfitness(deployment, facts, this.options.checks, now)
      if (unfit === undefined) return false
      if (unfit === 'context') small = true
    }
    return small
  }

  /** Models whose limit the estimate of the prompt is so close to that it has to be counted. */
  closeLimits(facts: CallFacts, now: number): readonly string[] {
    return this.options.checks ? this.#sizes.close(facts, now) : []
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

  /** The deployments that a strategy chooses from: the lowest healthy tier of those that have room. */
  #candidates(facts: CallFacts, tokens: number, tried: ReadonlySet<Deployment>, now: number): Deployment[] {
    let candidates: Deployment[] = []
    let order = Number.POSITIVE_INFINITY
    const { checks } = this.options
    const fit = this.#suitsAll(facts, now)
    for (const deployment of this.deployments) {
      if (deployment.order > order || (tried.size > 0 && tried.has(deployment))) continue
      if (!fit && unfitness(deployment, facts, checks, now) !== undefined) continue
      if (hindrance(deployment, tokens, now) !== undefined) continue
      if (deployment.order < order) {
        order = deployment.order
        candidates = []
      }
      candidates.push(deployment)
    }
    return candidates
  }

  /** Whether no deployment could be unfit for a call: nothing is asked of them that some lack. */
  #suitsAll(facts: CallFacts, now: number): boolean {
    const { tags, regions, needs, onlyModel, counted, promptTokens, maxOutputTokens = 0 } = facts
    if (tags.length > 0 || regions.length > 0 || onlyModel !== undefined) return false
    if (!this.options.checks) return true
    return needs.length === 0 && counted === undefined && this.#sizes.fitAll(promptTokens + maxOutputTokens, now)
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
    return soonest
  }

  /** The choice of the strategy, and the next ones where others may have taken the room in the meantime. */
  #picks(candidates: Deployment[], facts: CallFacts, now: number, favourite: string | undefined): Deployment[] {
    const picks: Deployment[] = []
    const liked = this.#liked(candidates, facts, favourite)
    if (liked) picks.push(liked)
    const most = Math.min(candidates.length, this.state.picks)
    if (picks.length >= most) return picks
    const context = this.#context(facts, now)
    while (picks.length < most) {
      const left = picks.length === 0 ? candidates : candidates.filter((candidate) => !picks.includes(candidate))
      const chosen = this.#choose(left, context)
      // A function of the user's may give anything; what is no candidate is as no choice.
      if (!(chosen instanceof Deployment && (this.options.trusted || left.includes(chosen)))) break
      picks.push(chosen)
    }
    return picks
  }

  /** The deployment that the call's session or prompt prefix is at, else the one that `preview` has told. */
  #liked(candidates: Deployment[], facts: CallFacts, favourite: string | undefined): Deployment | undefined {
    const promised = this.#promised
    this.#promised = undefined
    const known = favourite === undefined ? undefined : candidates.find(({ id }) => id === favourite)
    if (known || promised === undefined) return known
    return promised.call === choiceOf(facts) && candidates.includes(promised.deployment)
      ? promised.deployment
      : undefined
  }

  #choose(candidates: readonly Deployment[], context: RouteContext): DeploymentView | undefined {
    try {
      return this.options.strategy(candidates, context)
    } catch (error) {
      this.options.onFailure(error)
      return candidates[0]
    }
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
      expectedCost: (candidate) => this.#expectedCost(candidate, facts, now),
    }
  }

  #expectedCost(candidate: DeploymentView, facts: CallFacts, now: number): number | undefined {
    if (!(candidate instanceof Deployment)) return undefined
    const prices = candidate.config.prices ?? candidate.info(now)?.prices
    if (prices?.input === undefined || prices.output === undefined) return undefined
    const { typicalOutput } = this.options
    const output = Math.min(typicalOutput, facts.maxOutputTokens ?? typicalOutput)
    const prompt = facts.counted?.get(candidate.fullModel) ?? facts.promptTokens
    return (prices.input * prompt + prices.output * output) / 1e6 + (prices.request ?? 0)
  }

  #nextRoomMs(now: number): number {
    let soonest = FAR_MS
    for (const deployment of this.deployments) {
      const down = deployment.downUntil()
      if (down > now) soonest = Math.min(soonest, down - now)
    }
    return Math.min(soonest, Math.max(1, this.#lastProbeAt + GROUP_PROBE_MS - now))
  }
}

const taken = ({ candidate, claim }: Claimed<Deployment>, now: number): Taken => ({
  candidate,
  claim,
  probe: candidate.breaker.start(now),
})

/** What a choice depends on. */
function choiceOf({ stream, promptTokens, maxOutputTokens, needs, tags, regions, user }: CallFacts): string {
  return JSON.stringify([stream, promptTokens, maxOutputTokens, needs, tags, regions, user])
}
