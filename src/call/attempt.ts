import type { Attempt, Mock } from '../contract/call.js'
import type { ChatCompletionChunk, ProviderCompletion, ProviderRequest } from '../contract/chat.js'
import { isModelRelayError } from '../contract/errors.js'
import type { CallReport, Provider, ProviderCall } from '../contract/provider.js'
import { inlineMedia } from '../media/inline-media.js'
import { applyParams } from '../normalize/params.js'
import { secretsOf } from '../transport/client-secrets.js'
import { AttemptLimits } from './attempt-limits.js'
import type { Call } from './call.js'
import type { ChatCall } from './chat-call.js'
import { connectionOf, type Target } from './target.js'

/** An attempt that answered. */
export interface Answer<T> {
  result: T
  target: Target
  report: CallReport
  /** How it is told of in `meta.attempts`. */
  attempted: Attempt
}

export interface OpenStream {
  /** What was read up to and with the first content. */
  head: ChatCompletionChunk[]
  rest: AsyncIterator<ChatCompletionChunk[]>
  limits: AttemptLimits
}

/** Ends a stream that nobody reads any more, and its request. */
export function closeStream({ result }: Answer<OpenStream>): void {
  result.limits.close()
  result.rest.return?.().catch(() => {})
}

/** One try for a whole answer. */
export function attemptComplete(call: ChatCall, target: Target): Promise<Answer<ProviderCompletion>> {
  return attempt(call, target, async (provider, providerCall) => {
    const request = toProviderRequest(call, target, provider, providerCall)
    const ready = provider.needsDownload ? await withMedia(call, provider, request, providerCall.signal) : request
    return provider.complete(ready, providerCall)
  })
}

/**
 * One try for a stream. The first content commits it: a failure before that is this attempt's, and may be retried.
 * `cancel` ends this attempt alone: another one was faster.
 */
export function attemptStream(call: ChatCall, target: Target, cancel?: AbortSignal): Promise<Answer<OpenStream>> {
  const open = async (provider: Provider, providerCall: ProviderCall, limits: AttemptLimits) => {
    const request = toProviderRequest(call, target, provider, providerCall)
    const ready = provider.needsDownload ? await withMedia(call, provider, request, providerCall.signal) : request
    const batches = await provider.stream(ready, providerCall)
    const rest = batches[Symbol.asyncIterator]()
    const head: ChatCompletionChunk[] = []
    let held = false
    try {
      for (let step = await rest.next(); !step.done; step = await limits.whileIdle(rest.next())) {
        if (!held) call.holdTimeout()
        held = true
        limits.begun()
        head.push(...step.value)
        if (step.value.some(hasContent)) break
      }
      return { head, rest, limits }
    } catch (error) {
      if (held) call.resumeTimeout()
      throw error
    }
  }
  return attempt(call, target, open, cancel)
}

/** One try at one provider: what it needs, how it went, and an error that names it. */
export async function attempt<T>(
  call: Call,
  target: Target,
  run: (provider: Provider, providerCall: ProviderCall, limits: AttemptLimits) => Promise<T>,
  cancel?: AbortSignal,
): Promise<Answer<T>> {
  const startedMs = performance.now()
  const report: CallReport = { droppedParams: [] }
  const limits = new AttemptLimits(call, target, cancel)
  let providerId = target.prefix
  try {
    limits.signal.throwIfAborted()
    const known = call.runtime.registry.get(target.prefix)
    const provider = known instanceof Promise ? await known : known
    providerId = provider.id
    const connection = connectionOf(target, provider, call.runtime)
    call.secrets.push(...secretsOf(connection.client))
    const transport = call.runtime.connections.transport(connection)
    const answering = target.mock === undefined ? provider : await mocked(provider, target.mock)
    const providerCall: ProviderCall = {
      provider: provider.id,
      model: target.model,
      stream: call.stream,
      signal: limits.signal,
      connection,
      extraBody: target.extraBody,
      limits: { connectTimeout: target.connectTimeout, maxResponseBytes: target.maxResponseBytes },
      transport: transport instanceof Promise ? await transport : transport,
      secrets: call.secrets,
      report,
    }
    const running = run(answering, providerCall, limits)
    call.runtime.prices.load() // while the request is under way
    const result = await running
    if (!call.stream) limits.close() // a stream's go on with it
    const attempted = toAttempt(target, providerId, report.status, startedMs)
    call.answeredBy = providerId
    call.attempted(attempted)
    return { result, target, report, attempted }
  } catch (thrown) {
    limits.close()
    const error = call.settleError(thrown)
    if (isModelRelayError(error)) {
      error.provider ??= providerId
      error.model ??= target.model
    }
    const status = (isModelRelayError(error) ? error.status : undefined) ?? report.status
    const attempted = toAttempt(target, providerId, status, startedMs, error)
    if (cancel?.aborted) call.cancelled(attempted, target)
    else {
      call.answeredBy = providerId
      call.attempted(attempted, error)
    }
    throw error
  }
}

/** Loaded by those who use it. */
async function mocked(provider: Provider, mock: Mock): Promise<Provider> {
  const { mockProvider } = await import('./mock.js')
  return mockProvider(provider, mock)
}

function toAttempt(
  target: Target,
  provider: string,
  status: number | undefined,
  startedMs: number,
  error?: unknown,
): Attempt {
  const attempted: Attempt = {
    provider,
    model: target.model,
    ms: performance.now() - startedMs,
  }
  if (target.deployment !== undefined) attempted.deployment = target.deployment
  if (status !== undefined) attempted.status = status
  if (error !== undefined) attempted.error = error instanceof Error ? error.name : String(error)
  return attempted
}

/** The caller's request for one provider: its model name, its parameters, the folded history. */
function toProviderRequest(
  call: ChatCall,
  target: Target,
  provider: Provider,
  { connection, report }: ProviderCall,
): ProviderRequest {
  const { response_format: _, ...rest } = call.request
  const request: ProviderRequest = {
    ...rest,
    model: target.model,
    messages: call.messages,
    ...(call.responseFormat && { response_format: call.responseFormat }),
  }
  const applied = applyParams(request, provider, target.model, target.dropParams, connection)
  report.droppedParams.push(...applied.dropped)
  return applied.request
}

/** The request with what the vendor cannot fetch itself inside it. */
async function withMedia(
  { runtime, dataURLs }: ChatCall,
  provider: Provider,
  request: ProviderRequest,
  signal: AbortSignal,
): Promise<ProviderRequest> {
  const needs = (url: string) => provider.needsDownload?.(url, request.model) === true
  const messages = await inlineMedia(request.messages, needs, dataURLs, { ...runtime.media, signal })
  return messages === request.messages ? request : { ...request, messages }
}

/** Whether a chunk holds something that a caller would show, keep or run. */
function hasContent({ choices }: ChatCompletionChunk): boolean {
  for (const { delta, finish_reason } of choices) {
    if (finish_reason !== null) return true
    for (const key in delta) if (key !== 'role' && !(key === 'content' && !delta.content)) return true
  }
  return false
}
