import type { CallOptions, Cost } from '../contract/call.js'
import { APIConnectionError, NotFoundError } from '../contract/errors.js'
import type { AnyRequest } from '../contract/hooks.js'
import { type AffinityOptions, affinityKey } from './affinity.js'
import type { Budget } from './budget.js'
import type { Failure } from './classify-failure.js'
import type { Deployment } from './deployment.js'
import type { RouterEmitter, RouterEvents } from './events.js'
import type { CallFacts } from './facts.js'
import type { FallbackRules } from './fallback-lists.js'
import type { Group } from './group.js'
import type { Groups } from './groups.js'
import type { RouterState } from './state.js'
import { Steering, type SteeringOptions } from './steer.js'

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
  /** What becomes of a stream that breaks after its first content. */
  readonly onStreamError: 'error' | 'continue'
  /** ms without a first token after which a second deployment is asked too; undefined: never. */
  readonly hedgeAfterMs: number | undefined
  readonly affinity: AffinityOptions | undefined
}

/** A failed attempt. */
export interface Hurt {
  readonly failure: Failure
  readonly error: unknown
  /** Unix ms. */
  readonly startedAt: number
  readonly now: number
  /** It was the one call that tried whether the deployment is back. */
  readonly probe: boolean
}

/** What the calls of one router share. */
export class RouterCore {
  readonly steering: Steering
  readonly #budget: Budget | undefined
  /** Copies a call to another model, where that is wanted. */
  shadow: ((callId: string, request: AnyRequest, options: CallOptions) => void) | undefined

  constructor(
    readonly rules: RouterRules,
    private readonly groups: Groups,
    readonly state: RouterState,
    readonly events: RouterEmitter,
    readonly random: () => number,
    steering: Omit<SteeringOptions, 'group' | 'random'>,
  ) {
    this.steering = new Steering({ ...steering, random, group: (name) => this.group(name) })
    this.#budget = steering.budget
  }

  /** Sends those away who wait. */
  async close(): Promise<void> {
    for (const { queue } of this.all)
      queue.close(new APIConnectionError('The router was closed.', { retryable: false }))
    await this.state.close()
  }

  /** What a call cost. */
  spend(cost: Cost | undefined): void {
    if (cost) this.#budget?.spend(cost.total, Date.now())
  }

  find(name: string): Group | undefined {
    return this.groups.find(name)
  }

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

  /** What names the session or prompt prefix of a call; undefined: it may go anywhere. */
  affinityKey(group: Group, facts: CallFacts): string | undefined {
    const { affinity } = this.rules
    return affinity && group.deployments.length > 1 ? affinityKey(group.name, facts, affinity) : undefined
  }

  /** A call of this session or prefix was answered there. */
  like(affinity: string, deployment: Deployment): void {
    this.state.setAffinity(affinity, deployment.id, this.rules.affinity?.ttlMs ?? AFFINITY_MS)
  }

  /** A deployment that was out is back. */
  back(group: Group, deployment: Deployment): void {
    deployment.lastError = undefined
    this.state.announce(deployment.id, 0)
    this.tell('deployment-up', { group: group.name, deployment: deployment.id })
  }

  /** What a failure says of a deployment. */
  hurt(group: Group, deployment: Deployment, { failure, error, now, startedAt, probe }: Hurt): void {
    const { breaker } = deployment
    switch (failure.health) {
      case 'none':
        if (probe) breaker.abandon()
        return
      case 'refused':
        breaker.refuse(now)
        this.#down(group, deployment, error)
        return
      case 'limited':
        if (failure.retryAfterMs !== undefined && failure.retryAfterMs > 0) {
          if (probe) breaker.abandon()
          this.rest(deployment, now + failure.retryAfterMs)
        } else if (breaker.fail(now, startedAt)) this.#down(group, deployment, error)
        return
      case 'failed':
        if (breaker.fail(now, startedAt)) this.#down(group, deployment, error)
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

/** How long most vendors keep a prompt that is not used. */
const AFFINITY_MS = 300_000
/** A vendor that asks for longer is tried again all the same: headers are hints. */
const MAX_REST_MS = 120_000
