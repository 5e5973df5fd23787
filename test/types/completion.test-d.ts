// The overloads of completion(): what each body gives. Checked by `npm run typecheck`; nothing here runs.
import type OpenAI from 'openai'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import {
  type CallMeta,
  type CallOptions,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatRequest,
  type CompletionFunction,
  CompletionStream,
  type CreateOptions,
  completion,
  createRelay,
  type ParsedChatCompletion,
} from '../../src/index.js'

const model = 'openai/gpt-4o'
const messages = [{ role: 'user' as const, content: 'Hello' }]
const relay = createRelay()

export async function streamNarrows(streaming: boolean, body: ChatRequest): Promise<void> {
  expectTypeOf(await completion({ model, messages })).toEqualTypeOf<ChatCompletion>()
  expectTypeOf(await completion({ model, messages, stream: false })).toEqualTypeOf<ChatCompletion>()
  expectTypeOf(await completion({ model, messages, stream: null })).toEqualTypeOf<ChatCompletion>()
  expectTypeOf(await completion({ model, messages, stream: true })).toEqualTypeOf<CompletionStream>()
  const either = await completion({ model, messages, stream: streaming })
  expectTypeOf(either).toEqualTypeOf<ChatCompletion | CompletionStream>()
  expectTypeOf(await completion(body)).toEqualTypeOf<ChatCompletion | CompletionStream>()
  if (either instanceof CompletionStream) expectTypeOf(either).toEqualTypeOf<CompletionStream>()
  else expectTypeOf(either).toEqualTypeOf<ChatCompletion>()
}

export async function aWholeReply(): Promise<void> {
  const reply = await completion({ model, messages })
  expectTypeOf(reply.meta).toEqualTypeOf<CallMeta>()
  expectTypeOf(reply.choices[0]?.message.content).toEqualTypeOf<string | null | undefined>()
  expectTypeOf(reply.choices[0]?.message.parsed).toEqualTypeOf<unknown>()
  await completion({ model, messages: [...messages, ...reply.choices.map((choice) => choice.message)] })
  // @ts-expect-error a whole reply has no end to wait for
  await reply.final()
}

export async function aStream(): Promise<void> {
  const stream = await completion({ model, messages, stream: true })
  for await (const chunk of stream) expectTypeOf(chunk).toEqualTypeOf<ChatCompletionChunk>()
  expectTypeOf(await stream.final()).toEqualTypeOf<ChatCompletion>()
  expectTypeOf(stream.toReadableStream()).toEqualTypeOf<ReadableStream<Uint8Array>>()
  expectTypeOf(stream.meta).toEqualTypeOf<CallMeta>()
  // @ts-expect-error choices come with the chunks or with final()
  stream.choices
}

const City = z.object({ name: z.string(), people: z.number().optional() })
type City = { name: string; people?: number | undefined }

export async function schemasAreParsed(): Promise<void> {
  const object = await completion({ model, messages, response_format: City })
  expectTypeOf(object).toEqualTypeOf<ParsedChatCompletion<City>>()
  expectTypeOf(object.choices[0]?.message.parsed).toEqualTypeOf<City | null | undefined>()
  expectTypeOf(object.meta).toEqualTypeOf<CallMeta>()

  const list = await completion({ model, messages, response_format: z.array(City) })
  expectTypeOf(list).toEqualTypeOf<ParsedChatCompletion<City[]>>()
  const word = await completion({ model, messages, response_format: z.enum(['red', 'blue']) })
  expectTypeOf(word).toEqualTypeOf<ParsedChatCompletion<'red' | 'blue'>>()
  const length = await completion({
    model,
    messages,
    response_format: z.object({ name: z.string().transform((name) => name.length), more: z.string().default('') }),
  })
  expectTypeOf(length).toEqualTypeOf<ParsedChatCompletion<{ name: number; more: string }>>()

  const stream = await completion({ model, messages, response_format: z.array(City), stream: true })
  expectTypeOf(stream).toEqualTypeOf<CompletionStream<ParsedChatCompletion<City[]>>>()
  expectTypeOf((await stream.final()).choices[0]?.message.parsed).toEqualTypeOf<City[] | null | undefined>()

  const schema = { type: 'object', properties: {} }
  const json = { type: 'json_schema' as const, json_schema: { name: 'city', schema } }
  expectTypeOf(await completion({ model, messages, response_format: json })).toEqualTypeOf<ChatCompletion>()
  // @ts-expect-error neither one of OpenAI's forms nor a schema
  await completion({ model, messages, response_format: { type: 'yaml' } })
  // @ts-expect-error the answer's fields are those of the schema
  object.choices[0]?.message.parsed?.nmae
}

export async function typosDoNotCompile(): Promise<void> {
  // @ts-expect-error messages
  await completion({ model, mesages: messages })
  // @ts-expect-error temperature
  await completion({ model, messages, temprature: 1 })
  // @ts-expect-error temperature, in a stream
  await completion({ model, messages, temprature: 1, stream: true })
  // @ts-expect-error temperature, beside a schema
  await completion({ model, messages, temprature: 1, response_format: City })
  // @ts-expect-error tool_calls, in a message
  await completion({ model, messages: [{ role: 'assistant', content: '', toolcalls: [] }] })
  // @ts-expect-error image_url, in a part
  await completion({ model, messages: [{ role: 'user', content: [{ type: 'image_url', imageUrl: { url: '' } }] }] })
  // @ts-expect-error a role that OpenAI does not know
  await completion({ model, messages: [{ role: 'robot', content: '' }] })
  // @ts-expect-error a model is needed
  await completion({ messages })
  // @ts-expect-error maxRetries
  await completion({ model, messages }, { maxRetrys: 1 })
  // @ts-expect-error baseURL
  await completion({ model, messages, stream: true }, { baseUrl: 'https://example.com' })
  // @ts-expect-error dropParams, beside a schema
  await completion({ model, messages, response_format: City }, { dropParam: true })
  // @ts-expect-error apiKey, in a fallback
  await completion({ model, messages }, { fallbacks: [{ model, apikey: 'key' }] })
  // @ts-expect-error providers
  createRelay({ provider: {} })
  // @ts-expect-error apiKey, in a provider's settings
  createRelay({ providers: { openai: { apikey: 'key' } } })
  // @ts-expect-error timeout, in the defaults
  createRelay({ defaults: { timeOut: 1 } })
}

export async function whatSeveralVendorsShareIsTyped(): Promise<void> {
  await completion({
    model: 'anthropic/claude-sonnet-4-5',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }] }],
    thinking: { type: 'enabled', budget_tokens: 2000 },
    top_k: 5,
    reasoning_effort: 'low',
  })
  // @ts-expect-error a budget is a number
  await completion({ model, messages, thinking: { type: 'enabled', budget_tokens: 'many' } })
}

export async function createTakesTheOptionsOfOpenAIsSdk(o: OpenAI.RequestOptions): Promise<void> {
  const reply = await relay.chat.completions.create({ model, messages }, o)
  expectTypeOf(reply).toEqualTypeOf<ChatCompletion>()
  await relay.embeddings.create({ model, input: 'Hello' }, o)
  // @ts-expect-error a typo of one of our options
  await relay.chat.completions.create({ model, messages }, { baseUrl: 'https://example.com' })
}

export function everyNameIsTheSameFunction(): void {
  expectTypeOf(completion).toEqualTypeOf<CompletionFunction>()
  expectTypeOf(relay.completion).toEqualTypeOf<CompletionFunction>()
  expectTypeOf(relay.chat.completions.create).toEqualTypeOf<CompletionFunction<CreateOptions>>()
  expectTypeOf<Parameters<CompletionFunction>[1]>().toEqualTypeOf<CallOptions | undefined>()
}
