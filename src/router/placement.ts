import type { CallMeta } from '../contract/call.js'
import type { Failure } from './classify-failure.js'
import type { Deployment } from './deployment.js'
import type { CallFacts } from './facts.js'
import type { Group } from './group.js'
import type { RouterCore } from './router-core.js'
import type { Claimed } from './state.js'

/** One attempt at one deployment: what it holds there, and what its end says of it. It is told exactly once. */
export class Placement {
  readonly #startedAt = Date.now()
  #firstTokenMs: number | undefined
  #over = false

  constructor(
    private readonly core: RouterCore,
    readonly group: Group,
    private readonly claimed: Claimed<Deployment>,
    private readonly facts: CallFacts,
  ) {
    this.deployment.inFlight++
    this.deployment.breaker.start(this.#startedAt)
  }

  get deployment(): Deployment {
    return this.claimed.candidate
  }

  /** A stream has its first content. */
  spoke(): void {
    this.#firstTokenMs = Date.now() - this.#startedAt
  }

  /** The answer is whole. `tokens`: prompt and answer. */
  succeeded(tokens: number | undefined, completionTokens: number | undefined): void {
    const now = Date.now()
    if (!this.#end(tokens ?? this.claimed.claim.tokens, now)) return
    const { deployment, core } = this
    // The rest of a stream comes as fast as its reader takes it, and says nothing.
    if (this.#firstTokenMs !== undefined) deployment.latency.recordFirstToken(this.#firstTokenMs, now)
    else if (completionTokens) deployment.latency.recordPerToken((now - this.#startedAt) / completionTokens, now)
    core.learnt(deployment, now)
    core.like(this.group, deployment, this.facts)
    if (deployment.breaker.succeed(now, this.#startedAt)) core.back(this.group, deployment)
    this.group.queue.sweep()
  }

  /** `tokens`: what it used all the same. */
  failed(failure: Failure, error: unknown, tokens = 0): void {
    const now = Date.now()
    if (!this.#end(tokens, now)) return
    this.core.hurt(this.group, this.deployment, { failure, error, now, startedAt: this.#startedAt })
    this.group.queue.sweep()
  }

  /** The caller left, or somebody else was faster: it says nothing of the deployment. */
  abandoned(tokens = 0): void {
    if (!this.#end(tokens, Date.now())) return
    this.deployment.breaker.abandon()
    this.group.queue.sweep()
  }

  /** What the vendor's headers say is left. One that is empty is passed over until its window begins anew. */
  hinted(rateLimit: CallMeta['rateLimit']): void {
    for (const window of [rateLimit?.requests, rateLimit?.tokens])
      if (window?.remaining === 0 && window.resetAt !== undefined) this.core.rest(this.deployment, window.resetAt)
  }

  /** False where it had ended already. */
  #end(tokens: number, now: number): boolean {
    if (this.#over) return false
    this.#over = true
    this.deployment.inFlight--
    this.group.state.settle(this.claimed.claim, { tokens, sent: true }, now)
    return true
  }
}
