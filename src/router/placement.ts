import type { CallMeta } from '../contract/call.js'
import type { Failure } from './classify-failure.js'
import type { Deployment } from './deployment.js'
import type { Group, Taken } from './group.js'
import type { RouterCore } from './router-core.js'

/** One attempt at one deployment: what it holds there, and what its end says of it. It is told exactly once. */
export class Placement {
  readonly #startedAt = Date.now()
  #firstTokenMs: number | undefined
  #over = false

  constructor(
    private readonly core: RouterCore,
    readonly group: Group,
    private readonly taken: Taken,
    /** What names its session or prompt prefix. */
    private readonly affinity?: string,
  ) {
    this.deployment.inFlight++
  }

  get deployment(): Deployment {
    return this.taken.candidate
  }

  /** A stream has its first content. */
  spoke(): void {
    this.#firstTokenMs = Date.now() - this.#startedAt
  }

  /** The answer is whole. `tokens`: prompt and answer. */
  succeeded(tokens: number | undefined, completionTokens: number | undefined): void {
    const now = Date.now()
    if (!this.#end(tokens ?? this.taken.claim.tokens, now)) return
    const { deployment, core } = this
    // The rest of a stream comes as fast as its reader takes it, and says nothing.
    if (this.#firstTokenMs !== undefined) deployment.latency.recordFirstToken(this.#firstTokenMs, now)
    else if (completionTokens) deployment.latency.recordPerToken((now - this.#startedAt) / completionTokens, now)
    core.learnt(deployment, now)
    if (this.affinity !== undefined) core.like(this.affinity, deployment)
    if (deployment.breaker.succeed(now, this.#startedAt)) core.back(this.group, deployment)
    this.group.queue.sweep()
  }

  /** `tokens`: what it used all the same. */
  failed(failure: Failure, error: unknown, tokens = 0): void {
    const now = Date.now()
    if (!this.#end(tokens, now)) return
    const { probe } = this.taken
    this.core.hurt(this.group, this.deployment, { failure, error, now, startedAt: this.#startedAt, probe })
    this.group.queue.sweep()
  }

  /** The caller left, or somebody else was faster: it says nothing of the deployment. */
  abandoned(): void {
    if (!this.#end(0, Date.now())) return
    if (this.taken.probe) this.deployment.breaker.abandon()
    this.group.queue.sweep()
  }

  /** Nothing is sent after all. */
  unused(): void {
    if (this.#over) return
    this.#over = true
    this.deployment.inFlight--
    this.group.release(this.taken)
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
    this.group.state.settle(this.taken.claim, { tokens, sent: true }, now)
    return true
  }
}
