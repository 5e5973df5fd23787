import { type CallOptions, type ChatCompletion, type CompletionStream, createRelay } from '../../src/index.js'

export const MESSAGES = [{ role: 'user' as const, content: 'Hello' }]

const OPTIONS: CallOptions = {
  apiKey: 'key',
  baseURL: 'https://vendor.example/v1',
  maxRetries: 0,
  aws: { region: 'us-east-1', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } },
  vertex: { project: 'project', location: 'us-central1', accessToken: 'token' },
}

const relay = createRelay()

/** Answers every request with this body. */
export function answering(body: unknown, contentType = 'application/json'): typeof globalThis.fetch {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return async () => new Response(text, { headers: { 'content-type': contentType } })
}

/** The events of a stream as they come over the wire. */
export function events(...bodies: unknown[]): string {
  return bodies.map((body) => `data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`).join('')
}

/** A call that the vendor answers with this body. */
export function ask(model: string, body: unknown, options: CallOptions = {}): Promise<ChatCompletion> {
  return relay.completion({ model, messages: MESSAGES }, { ...OPTIONS, fetch: answering(body), ...options })
}

/** The same as a stream of server-sent events. */
export function askStream(
  model: string,
  wire: string | ReadableStream<Uint8Array>,
  { includeUsage = false, ...options }: CallOptions & { includeUsage?: boolean } = {},
): Promise<CompletionStream> {
  const fetch = async () => new Response(wire, { headers: { 'content-type': 'text/event-stream' } })
  return relay.completion(
    { model, messages: MESSAGES, stream: true, stream_options: { include_usage: includeUsage } },
    { ...OPTIONS, fetch, ...options },
  )
}

/** OpenAI's answer with these counts. */
export const openaiAnswer = (usage: object, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_785_000_000,
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage,
  ...more,
})
