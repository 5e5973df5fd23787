import { classifyFailure, type Failure } from './classify-failure.js'
import type { Deployment } from './deployment.js'
import { type CallFacts, kindOf } from './facts.js'
import { fallbacksOf } from './fallback-lists.js'
import { firstOf } from './first-of.js'
import type { Group, Taken } from './group.js'
import { noRoom } from './no-room.js'
import { Placement } from './placement.js'
import type { WaitingCall } from './queue.js'
import type { RetryBudget } from './retry-budget.js'
import type { RouterCore } from './router-core.js'
import { sleep } from './sleep.js'

const BASE_DELAY_MS = 250
const MAX_DELAY_MS = 4_000
/** Retries that go elsewhere without delay. */
const IMMEDIATE_RETRIES = 2
const NONE: ReadonlySet<Deployment> = new Set()

/** What the call itself says of its route. */
export interface RunOptions {
  readonly maxRetries: number | undefined
  readonly fallbacks: readonly string[] | undefined
  readonly signal: AbortSignal
  /** Whose streams broke, where the run goes on for them: its first attempt is an extra one already. */
  readonly broken: readonly Deployment[]
  /** Attempts that the call has made before. */
  readonly attemptsBefore: number
  /** Counts the prompt for a model by its full name; undefined: it cannot be counted. */
  readonly count: (model: string) => Promise<number | undefined>
  /** ms that the call has left. */
  readonly remaining: () => number
}

/**
 * The way of one call through the deployments: where to go first, where after each failure, and when to give up.
 * It knows nothing of requests and answers.
 */
export class RouteRun {
  /** The groups to try, in order; each name once, so that lists that name each other end. */
  readonly #groups: Group[]
  #at = 0
  readonly #tried = new Set<Deployment>()
  #attempts = 0
  /** Attempts beyond the first of each group: one budget for all groups. */
  #retries = 0
  /** What the last failure left to do: the same group again, or the one at `#at`. */
  #again: Failure | undefined
  #failure: unknown
  readonly #affinities = new Map<Group, string | undefined>()
  readonly #kind: string

  constructor(
    private readonly core: RouterCore,
    first: Group,
    private facts: CallFacts,
    private readonly options: RunOptions,
  ) {
    this.#groups = [first]
    this.#kind = kindOf(facts)
    for (const deployment of options.broken) this.#tried.add(deployment)
    if (options.broken.length === 0) first.options.retries.called(Date.now())
  }

  /** The next place to try. Waits where all are busy or down, if that is wanted and there is time. */
  async next(): Promise<Placement> {
    if (this.#attempts > 0 || this.options.broken.length > 0) await this.#payExtra()
    return (await this.#place()) ?? (await this.#wait())
  }

  /** Another place for the same attempt, where the first is slow; undefined: there is none, or the budget is spent. */
  async hedge(): Promise<Placement | undefined> {
    if (this.#spent || !this.#budget.has(Date.now())) return undefined
    const taken = await this.#claim(this.#group, this.#tried)
    if (!taken) return undefined
    const placement = this.#placed(this.#group, taken)
    if (this.#budget.take(Date.now())) return placement
    placement.unused()
    return undefined
  }

  /** Takes note of a failure. Throws it when the call is over. */
  failed(placement: Placement, error: unknown): void {
    const { afterOutput } = this.core.rules
    const failure = classifyFailure(error, afterOutput)
    placement.failed(failure, error)
    this.#failure = error
    this.#again = undefined
    if (this.options.signal.aborted || this.#spent || this.options.remaining() <= 0) throw error
    const specific = failure.fallback !== 'general' && this.#addFallbacks(failure.fallback)
    if (!specific && failure.retryable && this.#retries < this.#retriesFor(error)) {
      this.#again = failure
      this.#retries++
      this.core.tell('retry', { group: this.#group.name, deployment: placement.deployment.id, error })
      return
    }
    if (!specific) this.#addFallbacks('general')
    if (!this.core.rules.fallbackOn(error) || this.#at + 1 >= this.#groups.length) throw error
    this.#hop(error)
  }

  /** Whether the call has made all the attempts that it may. */
  get #spent(): boolean {
    return this.#attempts + this.options.attemptsBefore >= this.core.rules.maxAttempts
  }

  get #group(): Group {
    return at(this.#groups, this.#at)
  }

  /** Extra attempts are paid by the group that the caller asked for. */
  get #budget(): RetryBudget {
    return at(this.#groups, 0).options.retries
  }

  /** Room in the group at hand, or in those after it. */
  async #place(): Promise<Placement | undefined> {
    for (;;) {
      const group = this.#group
      const close = group.closeLimits(this.facts, Date.now())
      if (close.length > 0) await this.#count(close)
      const mustQueue = this.#attempts === 0 && group.queue.hasAhead(this.#waiting)
      const elsewhere = mustQueue ? undefined : await this.#claim(group, this.#tried)
      if (elsewhere) return this.#placed(group, elsewhere)
      const again = this.#again && (await this.#claimAgain(group, this.#again))
      if (again) return this.#placed(group, again)
      if (!this.#mayLeave(group)) return undefined
      this.#hop(this.#failure)
    }
  }

  /** The prompt by tokenizer, where its estimate could be on the wrong side of a limit. */
  async #count(models: readonly string[]): Promise<void> {
    const counted = new Map(this.facts.counted)
    for (const model of models) counted.set(model, (await this.options.count(model)) ?? this.facts.promptTokens)
    this.facts = { ...this.facts, counted }
  }

  /** Whether there is a name to try after a group without room. */
  #mayLeave(group: Group): boolean {
    if (this.#failure !== undefined && !this.core.rules.fallbackOn(this.#failure)) return false
    this.#addFallbacks(group.tooSmall(this.facts, Date.now()) ? 'context-window' : 'general')
    return this.#at + 1 < this.#groups.length
  }

  async #claim(group: Group, tried: ReadonlySet<Deployment>): Promise<Taken | undefined> {
    const key = this.#affinity(group)
    const favourite = key === undefined ? undefined : this.core.state.affinity(key)
    return group.claim(this.facts, tried, favourite instanceof Promise ? await favourite : favourite)
  }

  #affinity(group: Group): string | undefined {
    if (this.core.rules.affinity === undefined) return undefined
    if (!this.#affinities.has(group)) this.#affinities.set(group, this.core.affinityKey(group, this.facts))
    return this.#affinities.get(group)
  }

  /** A deployment that has failed already, after a random share of an exponential delay on top of what it asked for. */
  async #claimAgain(group: Group, { retryAfterMs = 0 }: Failure): Promise<Taken | undefined> {
    const ms = retryAfterMs + this.#delay()
    if (ms >= this.options.remaining()) return undefined
    await sleep(ms, this.options.signal)
    return this.#claim(group, NONE)
  }

  get #waiting(): WaitingCall {
    return { priority: this.facts.priority, kind: this.#kind }
  }

  /** Stands in the queues of all groups that could take the call at all; the first to have room takes it. */
  async #wait(): Promise<Placement> {
    const { whenUnavailable, maxWaitMs } = this.core.rules
    const now = Date.now()
    const ms = Math.min(maxWaitMs, this.options.remaining())
    const able = this.#groups.filter((one) => one.mayHaveRoom(this.facts, now, now + ms))
    if (able.length === 0 || whenUnavailable === 'fail' || ms <= 0) throw this.#noRoom()
    const open = able.filter(({ queue }) => !queue.full)
    if (open.length === 0) {
      this.core.tell('queue-full', { group: at(able, 0).name })
      throw this.#noRoom()
    }
    const { signal } = this.options
    const join = async (group: Group, until: AbortSignal) => {
      const taken = await group.queue.wait(this.#waiting, () => group.claim(this.facts, NONE), ms, until)
      return taken && { group, taken }
    }
    const won = open.length === 1 ? await join(at(open, 0), signal) : await firstOf(open, join, signal)
    if (!won) throw this.#noRoom()
    this.#at = this.#groups.indexOf(won.group)
    return this.#placed(won.group, won.taken)
  }

  #placed(group: Group, taken: Taken): Placement {
    this.#attempts++
    this.#tried.add(taken.candidate)
    return new Placement(this.core, group, taken, this.#affinity(group))
  }

  #hop(error: unknown): void {
    const from = this.#group.name
    this.#at++
    this.#again = undefined
    const to = this.#groups[this.#at]?.name
    if (to !== undefined) this.core.tell('fallback', { group: from, to, error })
  }

  /** Adds the names to try after the group at hand; true where there are any that have not been tried. */
  #addFallbacks(kind: Failure['fallback']): boolean {
    const { fallbacks } = this.options
    const names = fallbacksOf(this.core.rules.fallbacks, this.#group, kind, this.#at === 0 ? fallbacks : undefined)
    const all = new Set(names.map((name) => this.core.group(name)))
    const fresh = [...all].filter((group) => !this.#groups.includes(group))
    this.#groups.splice(this.#at + 1, 0, ...fresh)
    return fresh.length > 0
  }

  #retriesFor(error: unknown): number {
    const { retries } = this.core.rules
    if (this.options.maxRetries !== undefined) return this.options.maxRetries
    const name = error instanceof Error ? error.name : ''
    return (Object.hasOwn(retries.byError, name) ? retries.byError[name] : undefined) ?? retries.max
  }

  /** Waits until one more attempt is allowed; where waiting is not wanted or takes too long, the failure is thrown. */
  async #payExtra(): Promise<void> {
    const { whenUnavailable, maxWaitMs } = this.core.rules
    let left = whenUnavailable === 'wait' ? Math.min(maxWaitMs, this.options.remaining()) : 0
    while (!this.#budget.take(Date.now())) {
      const ms = BASE_DELAY_MS * (0.5 + this.core.random())
      left -= ms
      if (left <= 0) throw this.#noRoom()
      await sleep(ms, this.options.signal)
    }
    // Two that fail at once may both be unlucky; more look like an outage, which an immediate third would only feed.
    if (this.#again && this.#retries > IMMEDIATE_RETRIES) await sleep(this.#delay(), this.options.signal)
  }

  /** Full jitter. */
  #delay(): number {
    return this.core.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** this.#retries, this.options.remaining())
  }

  #noRoom(): unknown {
    return this.#failure ?? noRoom(this.#groups, this.facts, Date.now())
  }
}

function at(groups: readonly Group[], place: number): Group {
  const group = groups[place]
  if (group === undefined) throw new RangeError('A run has left its groups.')
  return group
}
