import { NotFoundError } from '../contract/errors.js'
import type { Failure } from './classify-failure.js'
import type { Deployment } from './deployment.js'
import type { RouterEmitter, RouterEvents } from './events.js'
import type { CallFacts } from './facts.js'
import type { FallbackRules } from './fallback-lists.js'
import type { Group } from './group.js'
import type { Groups } from './groups.js'
import type { RouterState } from './state.js'

/** How calls are retried, and what happens where nobody can take one. */
export interface RouterRules {
  readonly fallbacks: FallbackRules
  /** Whether this error lets a call go on to its fallbacks. */
  readonly fallbackOn: (error: unknown) => boolean
  readonly retries: { readonly max: number; readonly byError: Readonly<Record<string, number>> }
  /** Attempts of one call, whatever the lists allow. */
  readonly maxAttempts: number
  /** Whether an answer that cost output already, but is of no use, may be asked for again. */
  readonly afterOutput: boolean
  readonly whenUnavailable: 'wait' | 'fail'
  /** ms that a call waits for room. */
  readonly maxWaitMs: number
}

/** What the calls of one router share. */
export class RouterCore {
  constructor(
    readonly rules: RouterRules,
    private readonly groups: Groups,
    readonly state: RouterState,
    readonly events: RouterEmitter,
    readonly random: () => number,
  ) {}

  /** @throws NotFoundError for a name that no deployment answers for. */
  group(name: string): Group {
    const group = this.groups.find(name)
    if (group) return group
    const known = this.groups.names().slice(0, 20).join(', ')
    throw new NotFoundError(`No deployment answers for ${JSON.stringify(name.slice(0, 120))}. There are: ${known}.`, {
      code: 'unknown_model_group',
      param: 'model',
    })
  }

  get all(): readonly Group[] {
    return this.groups.all()
  }

  tell<Name extends keyof RouterEvents>(name: Name, event: RouterEvents[Name]): void {
    this.events.tell(name, event)
  }

  /** The deployment that a call had better go to; undefined: any. */
  favourite(_group: Group, _facts: CallFacts): string | undefined | Promise<string | undefined> {
    return undefined
  }

  /** A deployment that was out is back. */
  back(group: Group, deployment: Deployment): void {
    deployment.lastError = undefined
    this.state.announce(deployment.id, 0)
    this.tell('deployment-up', { group: group.name, deployment: deployment.id })
  }

  /** What a failure says of a deployment. */
  hurt(group: Group, deployment: Deployment, failure: Failure, error: unknown, now: number): void {
    const { breaker } = deployment
    switch (failure.health) {
      case 'none':
        breaker.abandon()
        return
      case 'refused':
        breaker.refuse(now)
        this.#down(group, deployment, error)
        return
      case 'limited':
        if (failure.retryAfterMs !== undefined && failure.retryAfterMs > 0) {
          breaker.abandon()
          this.rest(deployment, now + failure.retryAfterMs)
        } else if (breaker.fail(now)) this.#down(group, deployment, error)
        return
      case 'failed':
        if (breaker.fail(now)) this.#down(group, deployment, error)
    }
  }

  /** A deployment is empty until then. */
  rest(deployment: Deployment, until: number): void {
    deployment.restUntil = Math.max(deployment.restUntil, Math.min(until, Date.now() + MAX_REST_MS))
    this.state.announce(deployment.id, deployment.restUntil)
  }

  learnt(deployment: Deployment, now: number): void {
    const firstTokenMs = deployment.latency.firstTokenMs(now)
    const perTokenMs = deployment.latency.perTokenMs(now)
    this.state.shareLatency(deployment.id, { firstTokenMs, perTokenMs })
  }

  #down(group: Group, deployment: Deployment, error: unknown): void {
    const until = deployment.breaker.openUntil
    deployment.lastError = error instanceof Error ? error.name : undefined
    this.state.announce(deployment.id, until)
    this.tell('deployment-down', { group: group.name, deployment: deployment.id, until, error })
  }
}

/** A vendor that asks for longer is tried again all the same: headers are hints. */
const MAX_REST_MS = 120_000
