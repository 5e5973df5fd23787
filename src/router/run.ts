import { classifyFailure, type Failure } from './classify-failure.js'
import type { Deployment } from './deployment.js'
import type { CallFacts } from './facts.js'
import { fallbacksOf } from './fallback-lists.js'
import type { Group } from './group.js'
import { noRoom } from './no-room.js'
import { Placement } from './placement.js'
import type { RouterCore } from './router-core.js'
import { sleep } from './sleep.js'
import type { Claimed } from './state.js'

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
  /** A deployment that has just failed this call. */
  readonly avoid?: Deployment | undefined
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

  constructor(
    private readonly core: RouterCore,
    first: Group,
    private readonly facts: CallFacts,
    private readonly options: RunOptions,
  ) {
    this.#groups = [first]
    if (options.avoid) this.#tried.add(options.avoid)
    first.options.retries.called(Date.now())
  }

  /** The next place to try. Waits where all are busy or down, if that is wanted and there is time. */
  async next(): Promise<Placement> {
    if (this.#attempts > 0) await this.#payExtra()
    const placed = await this.#place()
    if (placed) return placed
    if (this.#attempts === 0) this.#addFallbacks('general')
    return (await this.#place()) ?? (await this.#wait())
  }

  /** Another place for the same attempt, where the first is slow; undefined: there is none, or the budget is spent. */
  async hedge(): Promise<Placement | undefined> {
    if (this.#attempts >= this.core.rules.maxAttempts) return undefined
    const claimed = await this.#claim(this.#group, this.#tried)
    if (!claimed) return undefined
    const placement = this.#placed(this.#group, claimed)
    if (this.#takeExtra()) return placement
    placement.abandoned()
    return undefined
  }

  /** Takes note of a failure. Throws it when the call is over. */
  failed(placement: Placement, error: unknown): void {
    const { afterOutput, maxAttempts } = this.core.rules
    const failure = classifyFailure(error, afterOutput)
    placement.failed(failure, error)
    this.#failure = error
    this.#again = undefined
    if (this.options.signal.aborted || this.#attempts >= maxAttempts || this.options.remaining() <= 0) throw error
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

  get #group(): Group {
    const group = this.#groups[this.#at]
    if (group === undefined) throw new RangeError('A run has left its groups.')
    return group
  }

  /** Room in the group at hand, or in those after it. */
  async #place(): Promise<Placement | undefined> {
    for (; this.#at < this.#groups.length; this.#hop(this.#failure)) {
      const group = this.#group
      const mustQueue = this.#attempts === 0 && group.queue.hasAhead(this.facts.priority)
      const elsewhere = mustQueue ? undefined : await this.#claim(group, this.#tried)
      if (elsewhere) return this.#placed(group, elsewhere)
      const again = this.#again && (await this.#claimAgain(group, this.#again))
      if (again) return this.#placed(group, again)
      if (this.#at + 1 >= this.#groups.length) return undefined
    }
    return undefined
  }

  async #claim(group: Group, tried: ReadonlySet<Deployment>): Promise<Claimed<Deployment> | undefined> {
    const favourite = this.core.favourite(group, this.facts)
    return group.claim(this.facts, tried, favourite instanceof Promise ? await favourite : favourite)
  }

  /** A deployment that has failed already, after a random share of an exponential delay on top of what it asked for. */
  async #claimAgain(group: Group, { retryAfterMs = 0 }: Failure): Promise<Claimed<Deployment> | undefined> {
    const ms = retryAfterMs + this.#delay()
    if (ms >= this.options.remaining()) return undefined
    await sleep(ms, this.options.signal)
    return this.#claim(group, NONE)
  }

  /** Stands in the queue of the first group that could take the call at all. */
  async #wait(): Promise<Placement> {
    const { whenUnavailable, maxWaitMs } = this.core.rules
    const now = Date.now()
    const ms = Math.min(maxWaitMs, this.options.remaining())
    const group = this.#groups.find((one) => one.mayHaveRoom(this.facts, now, now + ms))
    if (group === undefined || whenUnavailable === 'fail' || ms <= 0) throw this.#noRoom()
    if (group.queue.full) {
      this.core.tell('queue-full', { group: group.name })
      throw this.#noRoom()
    }
    const claimed = await group.queue.wait(
      this.facts.priority,
      () => group.claim(this.facts, NONE),
      ms,
      this.options.signal,
    )
    if (!claimed) throw this.#noRoom()
    this.#at = this.#groups.indexOf(group)
    return this.#placed(group, claimed)
  }

  #placed(group: Group, claimed: Claimed<Deployment>): Placement {
    this.#attempts++
    this.#tried.add(claimed.candidate)
    return new Placement(this.core, group, claimed, this.facts)
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
    const names = fallbacksOf(this.core.rules.fallbacks, this.#group.name, kind, this.#at === 0 ? fallbacks : undefined)
    const fresh = names.map((name) => this.core.group(name)).filter((group) => !this.#groups.includes(group))
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
    while (!this.#takeExtra()) {
      const ms = BASE_DELAY_MS * (0.5 + this.core.random())
      left -= ms
      if (left <= 0) throw this.#failure
      await sleep(ms, this.options.signal)
    }
    // Two that fail at once may both be unlucky; more look like an outage, which an immediate third would only feed.
    if (this.#again && this.#retries > IMMEDIATE_RETRIES) await sleep(this.#delay(), this.options.signal)
  }

  /** Full jitter. */
  #delay(): number {
    return this.core.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** this.#retries, this.options.remaining())
  }

  /** Extra attempts are paid by the group that the caller asked for. */
  #takeExtra(): boolean {
    return this.#groups[0]?.options.retries.take(Date.now()) ?? false
  }

  #noRoom(): unknown {
    return this.#failure ?? noRoom(this.#groups, this.facts, Date.now())
  }
}
