import type { Attempt, CallMeta, CallOptions, Cost } from '../contract/call.js'
import {
  APIResponseError,
  APITimeoutError,
  type ErrorDetails,
  isModelRelayError,
  type ModelRelayError,
} from '../contract/errors.js'
import type { AnyRequest, HookCall } from '../contract/hooks.js'
import { randomId } from '../contract/ids.js'
import type { CallReport } from '../contract/provider.js'
import type { AnyUsage } from '../cost/split-usage.js'
import { runHooks } from '../hooks/run-hooks.js'
import { classifyFailure } from '../router/classify-failure.js'
import type { Deployment } from '../router/deployment.js'
import type { Group } from '../router/group.js'
import type { Placement } from '../router/placement.js'
import { estimateTokens } from '../tokens/estimate.js'
import { checkOptions } from './check-options.js'
import { redactError } from './redact.js'
import type { Runtime } from './runtime.js'
import { type Target, toTargets } from './target.js'

const DEFAULT_TIMEOUT_MS = 600_000
const DEFAULT_MAX_RETRIES = 2
/** setTimeout fires at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** Where an attempt got to. */
export interface Reached {
  target?: Target | undefined
  report?: CallReport | undefined
  /** The model that answered. */
  model?: string | undefined
  usage?: AnyUsage | undefined
  /** The usage was counted by us, in part or in full. */
  estimated?: boolean
}

/** One call from its first check to its last hook: its clock, signal, attempts and what the caller asked for. */
export class Call<Request extends AnyRequest = AnyRequest> {
  readonly id = randomId('call_')
  readonly startedAt = Date.now()
  readonly #startedMs = performance.now()
  readonly #controller = new AbortController()
  readonly #timeout: number
  #deadlineMs: number
  #timer: NodeJS.Timeout | undefined
  /** Streams that have begun. */
  #held = 0
  readonly #event: HookCall | undefined
  #closed = false

  readonly attempts: Attempt[] = []
  /** Keys used so far, so that none of them leaves in an error. */
  readonly secrets: string[] = []
  readonly targets: readonly Target[]
  readonly maxRetries: number
  firstTokenMs: number | undefined
  /** The provider of the latest attempt, by its own name. */
  answeredBy: string | undefined
  /** What the latest attempt holds at a deployment of the router. */
  placement: Placement | undefined
  /** Where a router's rules sent the call, before any failure. */
  steered: { readonly group: Group | undefined; readonly degraded: boolean } | undefined
  /** `miss` where a cache was asked first. */
  cacheOutcome: 'off' | 'miss' = 'off'
  /** A stream that goes on for a broken one must come from the same model. */
  onlyModel: string | undefined
  /** Whose streams broke so far. */
  readonly broken: Deployment[] = []

  constructor(
    readonly runtime: Runtime,
    readonly request: Request,
    readonly options: CallOptions,
    readonly stream = false,
  ) {
    checkOptions(options)
    this.targets = runtime.router ? [] : toTargets(request.model, options)
    this.maxRetries = options.maxRetries ?? DEFAULT_MAX_RETRIES
    this.#timeout = options.timeout ?? DEFAULT_TIMEOUT_MS
    this.#deadlineMs = this.#startedMs + this.#timeout
    this.#timer = startTimer(this.#timeout, () => this.abort(timedOut(this.#timeout)))
    const { signal } = options
    if (signal?.aborted) this.#controller.abort(signal.reason)
    else signal?.addEventListener('abort', this.#onUserAbort, { once: true })
    this.#event = runtime.hooks.length > 0 ? this.#toHookCall() : undefined
    if (this.#event) runHooks(runtime.hooks, 'onRequest', { call: this.#event }, runtime.report)
  }

  readonly #onUserAbort = () => this.#controller.abort(this.options.signal?.reason)

  /** Aborts everything of this call; its reason is what the caller will see. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason)
  }

  /** ms since the call began. */
  elapsed(): number {
    return performance.now() - this.#startedMs
  }

  /** ms until the time limit. */
  remaining(): number {
    return this.#deadlineMs - performance.now()
  }

  /** The time limit stands still once a stream has begun. */
  holdTimeout(): void {
    this.#held++
    clearTimeout(this.#timer)
  }

  /** It goes on where a stream failed before its first content, and another attempt may follow. */
  resumeTimeout(): void {
    if (--this.#held > 0) return // another attempt's stream has begun
    clearTimeout(this.#timer)
    const left = this.remaining()
    if (left > 0) this.#timer = startTimer(left, () => this.abort(timedOut(this.#timeout)))
    else this.abort(timedOut(this.#timeout))
  }

  /** The time limit begins anew: a stream has to begin once more. */
  restartClock(): void {
    this.#held = 1
    this.#deadlineMs = performance.now() + this.#timeout
    this.resumeTimeout()
  }

  /** A stream has its first content. */
  commitStream(): void {
    this.firstTokenMs = this.elapsed()
    this.placement?.spoke()
  }

  attempted(attempt: Attempt, error?: unknown): void {
    this.attempts.push(attempt)
    if (this.#event)
      runHooks(
        this.runtime.hooks,
        'onAttempt',
        { call: this.#event, attempt, ...(error instanceof Error && { error }) },
        this.runtime.report,
      )
  }

  /** An attempt that was given up because another one was faster: what it had sent is paid all the same. */
  cancelled(attempt: Attempt, target: Target): void {
    this.outrun(attempt, target)
    this.attempted(attempt)
  }

  /** The same of one that is told of already: it answered, but a moment too late. */
  outrun(attempt: Attempt, target: Target): void {
    const usage = { prompt_tokens: estimateTokens(this.request), completion_tokens: 0 }
    const cost = this.#costOf(attempt.provider, target, { usage, estimated: true })
    attempt.error = 'Cancelled'
    if (cost !== undefined) attempt.cost = cost
    this.spend(cost)
  }

  /** What every hook event of this call carries; undefined where nobody listens. */
  get event(): HookCall | undefined {
    return this.#event
  }

  meta(reached: Reached): CallMeta {
    const { target, report, model } = reached
    const meta: CallMeta = {
      id: this.id,
      provider: this.answeredBy ?? target?.prefix ?? '',
      model: model || (target?.model ?? this.attempts.at(-1)?.model ?? this.request.model),
      attempts: this.attempts,
      cache: this.cacheOutcome,
      latencyMs: this.elapsed(),
    }
    if (target?.deployment !== undefined) meta.deployment = target.deployment
    if (this.firstTokenMs !== undefined) meta.firstTokenMs = this.firstTokenMs
    const cost = target && this.#costOf(meta.provider, target, reached)
    if (cost !== undefined) meta.cost = cost
    if (report === undefined) return meta
    if (report.requestId !== undefined) meta.requestId = report.requestId
    if (report.rateLimit !== undefined) meta.rateLimit = report.rateLimit
    if (report.droppedParams.length > 0) meta.droppedParams = [...new Set(report.droppedParams)]
    if (report.finishReason !== undefined) meta.finishReason = report.finishReason
    return meta
  }

  /** By the model that answered, else by the one that was asked for, else by what the deployment really is. */
  #costOf(provider: string, target: Target, { model, usage, report, estimated = false }: Reached): Cost | undefined {
    const { billed } = report ?? {}
    const known = { usage, billed, custom: target.prices, atMs: this.startedAt, estimated }
    const { prices } = this.runtime
    const cost = prices.priceOf({ ...known, provider, models: [billed?.model, model, target.model] })
    if (cost !== undefined || target.base === undefined) return cost
    return prices.priceOf({ ...known, provider: target.base.prefix, models: [target.base.model] })
  }

  /** Makes what was thrown fit for the caller, tells the hooks, and ends the call. `meta`: where it is known already. */
  fail(thrown: unknown, reached: Reached = {}, known?: CallMeta): unknown {
    const { target, report } = reached
    const error = this.settleError(thrown)
    this.blame(error, reached.usage)
    if (isModelRelayError(error)) {
      error.attempts = this.attempts
      fill(error, { provider: this.answeredBy ?? target?.prefix, model: target?.model, requestId: report?.requestId })
    }
    this.close()
    if (this.#event) {
      const meta = known ?? this.meta(reached)
      const asError = error instanceof Error ? error : new Error(String(error))
      runHooks(this.runtime.hooks, 'onError', { call: this.#event, error: asError, meta }, this.runtime.report)
    }
    return error
  }

  /** Tells the deployment at work that this was its failure. */
  blame(error: unknown, usage?: AnyUsage): void {
    this.placement?.failed(classifyFailure(error, false), error, totalOf(usage))
  }

  /** The caller's own abort reason as it is; everything else as an error of ours, without keys. */
  settleError(thrown: unknown): unknown {
    if (this.signal.aborted && thrown === this.options.signal?.reason) return thrown
    return redactError(isModelRelayError(thrown) ? thrown : unexpected(thrown), this.secrets)
  }

  /** Whether the model that was asked for answered, and not a fallback or what a busy or expensive one was degraded to. */
  isOwnAnswer(): boolean {
    const { steered, placement } = this
    if (steered) return !steered.degraded && placement?.group === steered.group
    return this.attempts.at(-1)?.model === this.targets[0]?.model
  }

  /** The answer is whole. */
  succeed(usage: AnyUsage | undefined): void {
    this.placement?.succeeded(totalOf(usage), usage?.completion_tokens)
    this.close()
  }

  /** What the call cost counts in the router's budget. */
  spend(cost: Cost | undefined): void {
    this.runtime.router?.spend(cost)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.placement?.abandoned() // where nobody has said how it ended
    clearTimeout(this.#timer)
    this.options.signal?.removeEventListener('abort', this.#onUserAbort)
  }

  #toHookCall(): HookCall {
    const { metadata, tags, user } = this.options
    return {
      id: this.id,
      startedAt: this.startedAt,
      model: this.request.model,
      kind: 'messages' in this.request ? 'chat' : 'embedding',
      stream: this.stream,
      request: this.request,
      metadata,
      tags: tags ?? [],
      user: user ?? this.request.user,
    }
  }
}

function totalOf(usage: AnyUsage | undefined): number | undefined {
  return usage && (usage.total_tokens ?? usage.prompt_tokens + (usage.completion_tokens ?? 0))
}

/** Adds what an error does not say itself. */
function fill(error: ModelRelayError, known: Pick<ErrorDetails, 'provider' | 'model' | 'requestId'>): void {
  for (const [field, value] of Object.entries(known))
    if (value !== undefined && !Object.hasOwn(error, field)) Object.assign(error, { [field]: value })
}

/** Something broke that should not: mostly an answer of a shape that nobody expected. */
function unexpected(thrown: unknown): ModelRelayError {
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  return new APIResponseError(why, { code: 'unexpected_error', retryable: false, cause: thrown })
}

function timedOut(timeout: number): APITimeoutError {
  return new APITimeoutError(`The call took longer than ${timeout} ms (timeout).`, { retryable: false })
}

function startTimer(ms: number, onTime: () => void): NodeJS.Timeout | undefined {
  return ms > MAX_TIMER_MS ? undefined : setTimeout(onTime, ms)
}
