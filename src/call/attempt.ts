import type { ChatCompletionChunk, ProviderCompletion, ProviderRequest } from '../contract/chat.js'
import { isModelRelayError } from '../contract/errors.js'
import type { CallReport, Provider, ProviderCall } from '../contract/provider.js'
import { applyParams } from '../normalize/params.js'
import type { Call } from './call.js'
import { mockProvider } from './mock.js'
import type { Target } from './target.js'

/** An attempt that answered. */
export interface Answer<T> {
  result: T
  target: Target
  report: CallReport
}

export interface OpenStream {
  /** What was read up to and with the first content. */
  head: ChatCompletionChunk[]
  rest: AsyncIterator<ChatCompletionChunk[]>
}

/** One try for a whole answer. */
export function attemptComplete(call: Call, target: Target): Promise<Answer<ProviderCompletion>> {
  return attempt(call, target, (provider, request, providerCall) => provider.complete(request, providerCall))
}

/** One try for a stream. The first content commits it: a failure before that is this attempt's, and may be retried. */
export function attemptStream(call: Call, target: Target): Promise<Answer<OpenStream>> {
  return attempt(call, target, async (provider, request, providerCall) => {
    const batches = await provider.stream(request, providerCall)
    const rest = batches[Symbol.asyncIterator]()
    const head: ChatCompletionChunk[] = []
    for (;;) {
      const { value, done } = await rest.next()
      if (done) return { head, rest }
      head.push(...value)
      if (value.some(hasContent)) return { head, rest }
    }
  })
}

async function attempt<T>(
  call: Call,
  target: Target,
  run: (provider: Provider, request: ProviderRequest, providerCall: ProviderCall) => Promise<T>,
): Promise<Answer<T>> {
  const startedMs = performance.now()
  const report: CallReport = { droppedParams: [] }
  const record = (error?: unknown) => {
    const status = (isModelRelayError(error) ? error.status : undefined) ?? report.status
    const name = error instanceof Error ? error.name : error === undefined ? undefined : String(error)
    call.attempted(
      {
        provider: target.prefix,
        model: target.model,
        ...(status !== undefined && { status }),
        ...(name !== undefined && { error: name }),
        ms: performance.now() - startedMs,
      },
      error,
    )
  }
  try {
    call.signal.throwIfAborted()
    const known = call.runtime.registry.get(target.prefix)
    const provider = known instanceof Promise ? await known : known
    const transport = call.runtime.connections.transport(target.connection)
    const request = toProviderRequest(call, target, provider, report)
    const result = await run(target.mock === undefined ? provider : mockProvider(provider, target.mock), request, {
      provider: target.prefix,
      model: target.model,
      stream: call.stream,
      signal: call.signal,
      connection: target.connection,
      extraBody: target.extraBody,
      limits: { connectTimeout: target.connectTimeout, maxResponseBytes: target.maxResponseBytes },
      transport: transport instanceof Promise ? await transport : transport,
      secrets: call.secrets,
      report,
    })
    record()
    return { result, target, report }
  } catch (thrown) {
    const error = call.settleError(thrown)
    if (isModelRelayError(error)) {
      error.provider ??= target.prefix
      error.model ??= target.model
    }
    record(error)
    throw error
  }
}

/** The caller's request for one provider: its model name, its parameters, the folded history. */
function toProviderRequest(call: Call, target: Target, provider: Provider, report: CallReport): ProviderRequest {
  const { response_format: _, ...rest } = call.request
  const request: ProviderRequest = {
    ...rest,
    model: target.model,
    messages: call.messages,
    ...(call.responseFormat && { response_format: call.responseFormat }),
  }
  const applied = applyParams(request, provider, target.model, target.dropParams)
  report.droppedParams.push(...applied.dropped)
  return applied.request
}

/** Whether a chunk holds something that a caller would show, keep or run. */
function hasContent({ choices }: ChatCompletionChunk): boolean {
  for (const { delta, finish_reason } of choices) {
    if (finish_reason !== null) return true
    for (const key in delta) if (key !== 'role' && !(key === 'content' && !delta.content)) return true
  }
  return false
}
