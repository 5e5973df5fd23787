import type { ProviderCall } from '../../src/contract/provider.js'
import type { TransportRequest } from '../../src/contract/transport.js'
import type { ChatCompletionChunk, Provider, ProviderCompletion, ProviderRequest } from '../../src/provider.js'
import { Accumulator } from '../../src/stream/accumulate.js'

/** What the host answers. A list is a stream: each item one event, a text as it is. */
export interface Answer {
  status?: number
  headers?: Record<string, string>
  body: unknown
}

export interface Exchange {
  /** The request that went out, read as JSON. */
  sent: Record<string, unknown>
  request: TransportRequest
  call: ProviderCall
}

export type Ask = Partial<Omit<ProviderRequest, 'messages'>> & {
  messages?: readonly unknown[]
  model?: string
  [field: string]: unknown
}

const OK: Answer = {
  body: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1700000000,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  },
}

/** The events of a stream as bytes, `[DONE]` last. */
export function eventStream(events: readonly unknown[], { done = true } = {}): string {
  const frames = events.map((event) => (typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`))
  return frames.join('') + (done ? 'data: [DONE]\n\n' : '')
}

function bytesOf(answer: Answer): Uint8Array {
  const { body } = answer
  const text = typeof body === 'string' ? body : Array.isArray(body) ? eventStream(body) : JSON.stringify(body)
  return new TextEncoder().encode(text)
}

function open(
  answer: Answer,
  ask: Ask,
  stream: boolean,
): { call: ProviderCall; seen: TransportRequest[]; request: ProviderRequest } {
  const seen: TransportRequest[] = []
  const bytes = bytesOf(answer)
  const call: ProviderCall = {
    provider: 'test',
    model: ask.model ?? 'some-model',
    stream,
    signal: new AbortController().signal,
    connection: { apiKey: 'sk-test', baseURL: 'https://host.example/v1' },
    extraBody: undefined,
    limits: { connectTimeout: 1000, maxResponseBytes: 50_000_000 },
    secrets: [],
    report: { droppedParams: [] },
    transport: {
      send: async (request) => {
        seen.push(request)
        const headers: Record<string, string> = { 'content-type': 'text/event-stream', ...answer.headers }
        return {
          status: answer.status ?? 200,
          header: (name) => headers[name],
          text: async () => new TextDecoder().decode(bytes),
          bytes: async function* () {
            // Odd-sized pieces: nothing may rely on where reads end.
            for (let at = 0; at < bytes.length; at += 61) yield bytes.subarray(at, at + 61)
          },
          discard: () => {},
        }
      },
    },
  }
  const messages = (ask.messages ?? [{ role: 'user', content: 'Hello' }]) as ProviderRequest['messages'] // tests send odd ones on purpose
  return { call, seen, request: { ...ask, model: call.model, messages } as ProviderRequest } // the same
}

function exchangeOf(call: ProviderCall, seen: readonly TransportRequest[]): Exchange {
  const request = seen[0]
  if (!request) throw new Error('Nothing was sent.')
  return { sent: JSON.parse(JSON.stringify(request.body)), request, call }
}

/** One whole answer. */
export async function complete(
  provider: Provider,
  ask: Ask = {},
  answer: Answer = OK,
): Promise<Exchange & { reply: ProviderCompletion }> {
  const { call, seen, request } = open(answer, ask, false)
  const reply = await provider.complete(request, call)
  return { ...exchangeOf(call, seen), reply }
}

/** What goes out for a request. */
export async function sentFor(provider: Provider, ask: Ask): Promise<Record<string, unknown>> {
  return (await complete(provider, ask)).sent
}

/** The message of a whole answer with this message. */
export async function messageOf(provider: Provider, message: unknown, finish: unknown = 'stop') {
  const { reply } = await complete(provider, {}, { body: { choices: [{ message, finish_reason: finish }] } })
  const choice = reply.choices[0]
  if (!choice) throw new Error('no choice')
  return { ...choice.message, finish: choice.finish_reason }
}

export interface Streamed extends Exchange {
  chunks: ChatCompletionChunk[]
  reply: ProviderCompletion | undefined
  error: unknown
}

/** One stream, read to its end or its failure. */
export async function stream(
  provider: Provider,
  body: unknown,
  ask: Ask = {},
  answer: Partial<Answer> = {},
): Promise<Streamed> {
  const { call, seen, request } = open({ ...answer, body }, ask, true)
  const accumulator = new Accumulator()
  const chunks: ChatCompletionChunk[] = []
  let error: unknown
  try {
    for await (const batch of await provider.stream(request, call)) {
      for (const chunk of batch) {
        chunks.push(chunk)
        accumulator.add(chunk)
      }
    }
  } catch (thrown) {
    error = thrown
  }
  return { ...exchangeOf(call, seen), chunks, reply: accumulator.completion, error }
}

/** A delta as an event. */
export function delta(fields: object, finish: string | null = null, more: object = {}): object {
  return { id: 'c1', model: 'm', created: 1, choices: [{ index: 0, delta: fields, finish_reason: finish, ...more }] }
}

/** Freezes a value and all it holds. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
