import { toBody } from '../../providers/gemini/request.js'
import { createStream } from '../../providers/gemini/stream.js'
import type { ProviderCall } from '../../src/contract/provider.js'
import type { ProviderCompletion, ProviderRequest, TransportRequest, TransportResponse } from '../../src/provider.js'
import { Accumulator } from '../../src/stream/accumulate.js'

export const MODEL = 'gemini-2.5-flash'
export const NEWER = 'gemini-3-flash-preview'

export function callOf(model = MODEL, stream = false): ProviderCall {
  return {
    provider: 'gemini',
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

export type Part = Record<string, unknown>
export interface Body {
  contents: Array<{ role: string; parts: Part[] }>
  systemInstruction?: { parts: Part[] }
  tools?: Array<Record<string, unknown> & { functionDeclarations?: Array<Record<string, unknown>> }>
  toolConfig?: Record<string, unknown>
  generationConfig?: Record<string, unknown>
  [field: string]: unknown
}

/** What is sent for a request, and the parameters reported as changed. */
export function sent(
  request: Partial<ProviderRequest> & Record<string, unknown>,
  { model = MODEL, api = 'gemini' as 'gemini' | 'vertex' } = {},
): { body: Body; dropped: string[] } {
  const report = { droppedParams: [] }
  const full = { model, messages: [{ role: 'user' as const, content: 'Hello' }], ...request }
  // Read as JSON, since that is what travels.
  const body: Body = JSON.parse(JSON.stringify(toBody(full, { api, model, report })))
  return { body, dropped: report.droppedParams }
}

/** An answer of one candidate. */
export function answer(parts: unknown, candidate: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0, ...candidate }],
    usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 },
    modelVersion: MODEL,
    responseId: 'response-1',
  }
}

/** The reply that a stream of these chunks adds up to. */
export function accumulated(
  chunks: readonly unknown[],
  call = callOf(undefined, true),
): ProviderCompletion | undefined {
  const stream = createStream(call)
  const accumulator = new Accumulator()
  const drain = () => {
    for (const chunk of stream.take()) accumulator.add(chunk)
  }
  try {
    for (const chunk of chunks) {
      stream.event(JSON.stringify(chunk), undefined)
      drain()
    }
    stream.end()
  } finally {
    drain()
  }
  return accumulator.completion
}

/** A call whose transport answers once and keeps what it was sent. */
export function callWith(
  connection: object,
  answered: { status?: number; body?: unknown } = {},
  model = MODEL,
  stream = false,
): { call: ProviderCall; seen: TransportRequest[] } {
  const seen: TransportRequest[] = []
  const text = JSON.stringify(answered.body ?? answer([{ text: 'Hello' }]))
  const response: TransportResponse = {
    status: answered.status ?? 200,
    header: (name) => (name === 'content-type' ? 'application/json' : undefined),
    text: async () => text,
    bytes: async function* () {
      yield new TextEncoder().encode(text)
    },
    discard: () => {},
  }
  const send = async (request: TransportRequest) => {
    seen.push(request)
    return response
  }
  return { call: { ...callOf(model, stream), connection, transport: { send } }, seen }
}
