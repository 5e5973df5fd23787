import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import { toRequest } from '../../providers/bedrock/request.js'
import { createStream } from '../../providers/bedrock/stream.js'
import type { ProviderCall } from '../../src/contract/provider.js'
import type { ProviderCompletion, ProviderRequest } from '../../src/provider.js'
import { Accumulator } from '../../src/stream/accumulate.js'

export const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
export const NOVA = 'us.amazon.nova-2-lite-v1:0'
export const MISTRAL = 'mistral.mistral-large-2402-v1:0'
export const LLAMA = 'us.meta.llama4-maverick-17b-instruct-v1:0'
export const GPT_OSS = 'openai.gpt-oss-120b-1:0'
export const DEEPSEEK_R1 = 'us.deepseek.r1-v1:0'
export const TITAN = 'amazon.titan-text-express-v1'

export function callOf(model = CLAUDE, stream = false): ProviderCall {
  return {
    provider: 'bedrock',
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

export type Body = Partial<ProviderRequest> & Record<string, unknown>

/** What is sent for a request, and the parameters reported as changed. */
export function sent(
  request: Body,
  model = CLAUDE,
  region?: string,
): { input: ConverseCommandInput; dropped: readonly string[] } {
  const { report } = callOf(model)
  const full = { model, messages: [{ role: 'user' as const, content: 'Hello' }], ...request }
  const input = toRequest(full, { model, region, report })
  return { input, dropped: report.droppedParams }
}

/** The messages that are sent. */
export const messagesFor = (messages: ProviderRequest['messages'], more: Body = {}, model = CLAUDE) =>
  sent({ messages, ...more }, model).input.messages

export const tool = (name: string, more: object = {}) => ({
  type: 'function' as const,
  function: { name, description: `Does ${name}.`, parameters: { type: 'object', properties: {} }, ...more },
})

export const calling = (id: string, name = 'look', json = '{}') => ({
  id,
  type: 'function' as const,
  function: { name, arguments: json },
})

/** The reply that a stream of these events adds up to. */
export function accumulated(
  events: readonly unknown[],
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
      stream.event(event)
      drain()
    }
    stream.end()
  } finally {
    drain()
  }
  return accumulator.completion
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
