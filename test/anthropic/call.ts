import { toRequest } from '../../providers/anthropic/request.js'
import { createStream } from '../../providers/anthropic/stream.js'
import type { ProviderCall } from '../../src/contract/provider.js'
import type { ProviderCompletion, ProviderRequest } from '../../src/provider.js'
import { Accumulator } from '../../src/stream/accumulate.js'

export function callOf(model = 'claude-sonnet-4-5', stream = false): ProviderCall {
  return {
    provider: 'anthropic',
    model,
    stream,
    signal: new AbortController().signal,
    connection: {},
    extraBody: undefined,
    limits: { connectTimeout: 1000, maxResponseBytes: 1_000_000 },
    transport: { send: () => Promise.reject(new Error('Translators send nothing.')) },
    secrets: [],
    report: { droppedParams: [] },
  }
}

/** What is sent for a request: body, betas, and the parameters reported as changed. */
export function sent(request: Partial<ProviderRequest> & Record<string, unknown>, model = 'claude-sonnet-4-5') {
  const call = callOf(model)
  const full = { model, messages: [{ role: 'user' as const, content: 'Hello' }], ...request }
  const { body, headers } = toRequest(full, call)
  // Read as JSON, since that is what travels.
  const json: Record<string, unknown> = JSON.parse(JSON.stringify(body))
  return { body: json, betas: headers?.['anthropic-beta'], dropped: call.report.droppedParams }
}

/** The reply that a stream of these events adds up to. */
export function accumulated(
  events: ReadonlyArray<object | string>,
  call = callOf(undefined, true),
  request?: ProviderRequest,
): ProviderCompletion | undefined {
  const stream = createStream(call, request)
  const accumulator = new Accumulator()
  const drain = () => {
    for (const chunk of stream.take()) accumulator.add(chunk)
  }
  try {
    for (const event of events) {
      stream.event(typeof event === 'string' ? event : JSON.stringify(event), undefined)
      drain()
    }
    stream.end()
  } finally {
    drain()
  }
  return accumulator.completion
}
