import type { ChatCompletionChunk, ProviderCompletion } from '../../src/contract/chat.js'
import { APIConnectionError } from '../../src/contract/errors.js'
import type { Provider, ProviderCall } from '../../src/contract/provider.js'
import { ChunkBuilder } from '../../src/stream/chunk-builder.js'

/** What one attempt at the scripted provider does. */
export interface Step {
  text?: string
  /** Thrown before anything else. */
  error?: unknown
  /** Thrown after this many batches of a stream. */
  breakAfter?: { batches: number; error: unknown }
  /** The stream or answer waits for the signal and never comes. */
  hang?: boolean
}

export interface Scripted {
  provider: Provider
  /** One entry per attempt. */
  calls: ProviderCall[]
  requests: unknown[]
  /** How many streams were ended before their end. */
  left: number
}

/** A provider without a wire: each attempt at a model takes the next step of that model's script, the last one repeats. */
export function scriptedProvider(script: Record<string, Step[]> = {}, id = 'scripted'): Scripted {
  const state: Scripted = { provider: undefined as never, calls: [], requests: [], left: 0 }
  const taken = new Map<string, number>()
  const next = (model: string): Step => {
    const steps = script[model] ?? [{ text: `I am ${model}` }]
    const at = taken.get(model) ?? 0
    taken.set(model, at + 1)
    return steps[Math.min(at, steps.length - 1)] ?? {}
  }
  const begin = async (request: unknown, call: ProviderCall) => {
    state.calls.push(call)
    state.requests.push(request)
    const step = next(call.model)
    if (step.error !== undefined) throw step.error
    if (step.hang) await aborted(call.signal)
    return step
  }
  state.provider = {
    id,
    params: () => ['temperature', 'max_tokens', 'tools', 'tool_choice', 'response_format', 'stream_options', 'stop'],
    async complete(request, call) {
      const step = await begin(request, call)
      return completionOf(call.model, step.text ?? '')
    },
    async stream(request, call) {
      const step = await begin(request, call)
      return batchesOf(step, call, () => state.left++)
    },
  }
  return state
}

async function* batchesOf(step: Step, call: ProviderCall, onLeft: () => void): AsyncGenerator<ChatCompletionChunk[]> {
  let whole = false
  try {
    const builder = new ChunkBuilder(call.model)
    let batches = 0
    for (const word of (step.text ?? '').split(/(?<= )/)) {
      if (step.breakAfter?.batches === batches) throw step.breakAfter.error
      builder.text(word)
      batches++
      yield builder.take()
      if (call.signal.aborted) throw call.signal.reason
    }
    if (step.breakAfter) throw step.breakAfter.error
    builder.finish('stop')
    builder.usage({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 })
    builder.end()
    whole = true
    yield builder.take()
  } finally {
    if (!whole) onLeft()
  }
}

function completionOf(model: string, text: string): ProviderCompletion {
  return {
    id: 'chatcmpl-scripted',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [
      { index: 0, message: { role: 'assistant', content: text, refusal: null }, logprobs: null, finish_reason: 'stop' },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason ?? new APIConnectionError('aborted')), { once: true })
  })
}
