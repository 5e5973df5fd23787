import { checkCacheConfig } from './cache/check-config.js'
import type { CacheConfig } from './cache/config.js'
import type { CacheExplanation } from './cache/explain.js'
import type { CacheStatistics } from './cache/statistics.js'
import type { Caching } from './call/caching.js'
import { Call } from './call/call.js'
import { ChatCall } from './call/chat-call.js'
import { checkOptions, checkSettings } from './call/check-options.js'
import { complete } from './call/complete.js'
import type { Ask, CompressOptions } from './call/compress-messages.js'
import { connectCache } from './call/connect-cache.js'
import { embed } from './call/embed.js'
import { mergeOptions } from './call/merge-options.js'
import { toCallOptions } from './call/openai-options.js'
import type { Runtime } from './call/runtime.js'
import { stream } from './call/stream.js'
import { Connections } from './connections.js'
import type { Cache } from './contract/cache.js'
import type { CallOptions, ConnectionOptions } from './contract/call.js'
import type { ChatCompletion, ChatMessage, ChatRequest, ParsedChatCompletion, ResponseFormat } from './contract/chat.js'
import type { EmbeddingRequest, EmbeddingResponse } from './contract/embedding.js'
import type { Hooks } from './contract/hooks.js'
import type { MediaOptions } from './contract/media.js'
import type { OpenAIRequestOptions } from './contract/openai-options.js'
import type { ModelTable } from './contract/prices.js'
import type { Provider } from './contract/provider.js'
import { type InferSchema, isStandardSchema, type StandardSchema } from './contract/standard-schema.js'
import { CallPrices } from './cost/call-prices.js'
import { PriceBook } from './cost/price-book.js'
import { type LitellmTable, toModelTable } from './cost/register-models.js'
import { type Failure, warnOfFailure } from './hooks/run-hooks.js'
import { fullName, type ModelFunctions, modelFunctions } from './models.js'
import { checkEmbedding } from './normalize/check-embedding.js'
import { checkRequest } from './normalize/check-request.js'
import { defineProvider } from './provider/define-provider.js'
import type { HttpProvider } from './provider/http-definition.js'
import { Registry } from './registry.js'
import type { CompletionStream } from './stream/completion-stream.js'
import type { CountTokensRequest, TokenCount } from './tokens/count-request.js'

export type { CompressOptions } from './call/compress-messages.js'

const MIB = 1024 * 1024

/** What `defineProvider` takes: a vendor's translators, or a whole provider. */
export type ProviderDefinition = Provider | HttpProvider

/** Options of a relay. */
export interface RelayConfig {
  /** Settings of providers by prefix, or providers of one's own: as values of the record, or as a list. */
  providers?: Readonly<Record<string, ConnectionOptions | ProviderDefinition>> | readonly ProviderDefinition[]
  hooks?: Hooks | readonly Hooks[]
  /** Options of every call that does not say otherwise. */
  defaults?: CallOptions
  /** Where answers are kept and found again: a cache, or one with settings. Default: none. */
  cache?: Cache | CacheConfig
  /** Images and files by URL that a vendor cannot fetch are downloaded under these limits. */
  media?: Partial<MediaOptions>
  /** Prices, limits and abilities of models, in front of the built-in ones: a table of our form, or LiteLLM's. */
  prices?: ModelTable | LitellmTable
  /** Replaces the HTTP transport of every provider. */
  fetch?: typeof globalThis.fetch
  /** Told of what failed without failing a call, such as a hook that threw. Default: a process warning. */
  onFailure?: (failure: Failure) => unknown
}

type WithSchema<Schema> = ChatRequest & { response_format: Schema }
type Streaming = { stream: true }
type NotStreaming = { stream?: false | null }

/** One chat call. `stream: true` gives a stream; a schema in `response_format` types `message.parsed`. */
export interface CompletionFunction<Options = CallOptions> {
  <Schema extends StandardSchema>(
    body: WithSchema<Schema> & Streaming,
    options?: Options,
  ): Promise<CompletionStream<ParsedChatCompletion<InferSchema<Schema>>>>
  <Schema extends StandardSchema>(
    body: WithSchema<Schema> & NotStreaming,
    options?: Options,
  ): Promise<ParsedChatCompletion<InferSchema<Schema>>>
  (body: ChatRequest & Streaming, options?: Options): Promise<CompletionStream>
  (body: ChatRequest & NotStreaming, options?: Options): Promise<ChatCompletion>
  (body: ChatRequest, options?: Options): Promise<ChatCompletion | CompletionStream>
}

/** Vectors for texts. */
export type EmbeddingFunction<Options = CallOptions> = (
  body: EmbeddingRequest,
  options?: Options,
) => Promise<EmbeddingResponse>

/** What `create()` takes beside the body: our options, or those of OpenAI's SDK. */
export type CreateOptions = CallOptions | OpenAIRequestOptions

/** An isolated instance: its own settings, connections, hooks and providers. */
export interface Relay extends ModelFunctions {
  /** One chat call; see the function of the same name. */
  readonly completion: CompletionFunction
  /** The same in the shape of OpenAI's client. */
  readonly chat: { readonly completions: { readonly create: CompletionFunction<CreateOptions> } }
  /** Vectors for texts; see the function of the same name. */
  readonly embedding: EmbeddingFunction
  /** The same in the shape of OpenAI's client. */
  readonly embeddings: { readonly create: EmbeddingFunction<CreateOptions> }
  /** How many tokens a prompt holds; see the function of the same name. */
  countTokens(request: CountTokensRequest): Promise<TokenCount>
  /** A history that fits, with a summary of what did not; see the function of the same name. */
  compressMessages(messages: readonly ChatMessage[], options: CompressOptions): Promise<ChatMessage[]>
  /** Adds a provider, in front of a built-in one with the same prefix. */
  registerProvider(definition: ProviderDefinition): void
  /** What the cache did so far, by namespace; empty without a cache. */
  cacheStatistics(): CacheStatistics[]
  /** What the cache would do for a request, and why; nothing is sent or counted. */
  explainCache(body: ChatRequest, options?: CallOptions): Promise<CacheExplanation>
  /** Closes idle and open connections; calls in flight fail. */
  close(): Promise<void>
}

/**
 * Makes a relay.
 * @example
 * const relay = createRelay({ providers: { anthropic: { apiKey } }, defaults: { timeout: 30_000 } })
 * const reply = await relay.completion({ model: 'anthropic/claude-sonnet-4-5', messages })
 */
export function createRelay(config: RelayConfig = {}): Relay {
  return toRelay(toRuntime(config))
}

/** The methods of a relay over what its calls share. */
export function toRelay(runtime: Runtime): Relay {
  // The overloads say what each body gives; the implementations cannot be typed by them.
  const completion = (async (body: ChatRequest, options?: CallOptions) =>
    runChat(runtime, body, options)) as CompletionFunction
  const embedding: EmbeddingFunction = async (body, options) => {
    checkEmbedding(body)
    const merged = mergeOptions(runtime.defaults, options)
    const caching = await runtime.caching?.()
    return (await caching?.embedding(runtime, body, merged)) ?? embed(new Call(runtime, body, merged))
  }
  const create = (async (body: ChatRequest, options?: CreateOptions) =>
    runChat(runtime, body, toCallOptions(options))) as CompletionFunction<CreateOptions>
  const ask: Ask = async (model, instructions, text) => {
    const messages: ChatMessage[] = [
      { role: 'system', content: instructions },
      { role: 'user', content: text },
    ]
    return (await completion({ model, messages })).choices[0]?.message.content
  }
  return {
    completion,
    chat: { completions: { create } },
    embedding,
    embeddings: { create: async (body, options) => embedding(body, toCallOptions(options)) },
    countTokens: async (request) => (await import('./call/count-tokens.js')).countTokens(runtime, request),
    compressMessages: async (messages, options) =>
      (await import('./call/compress-messages.js')).compressMessages(ask, messages, options),
    registerProvider: (definition) => runtime.registry.register(defineProvider(definition)),
    ...modelFunctions(runtime),
    cacheStatistics: () => {
      const caching = runtime.caching?.()
      return caching === undefined || caching instanceof Promise ? [] : caching.statistics()
    },
    explainCache: async (body, options) => {
      checkRequest(body)
      const caching = await runtime.caching?.()
      if (!caching) return { outcome: 'off', reason: 'There is no cache.' }
      return caching.explain(body, mergeOptions(runtime.defaults, options), await jsonFormat(body.response_format))
    },
    close: async () => {
      const caching = runtime.caching?.()
      if (caching) await (await caching).settled()
      await runtime.connections.close()
    },
  }
}

async function runChat(
  runtime: Runtime,
  body: ChatRequest,
  options?: CallOptions,
): Promise<ChatCompletion | CompletionStream> {
  checkRequest(body)
  const responseFormat = await jsonFormat(body.response_format)
  const merged = mergeOptions(runtime.defaults, options)
  const caching = runtime.caching?.()
  let request = body
  if (caching) {
    const ready = caching instanceof Promise ? await caching : caching
    const reply = ready.chat(runtime, body, merged, responseFormat)
    if (reply) return reply
    request = ready.marked(body, merged)
  }
  const call = new ChatCall(runtime, request, merged, responseFormat)
  runtime.router?.shadow?.(call.id, request, call.options)
  return call.stream ? stream(call) : complete(call)
}

/** A schema object as OpenAI's `json_schema` form. Nothing of the kind is loaded for other calls. */
function jsonFormat(format: ChatRequest['response_format']): ResponseFormat | undefined | Promise<ResponseFormat> {
  if (!isStandardSchema(format)) return format
  return import('./schema/to-response-format.js').then((module) => module.toResponseFormat(format))
}

/** `book` may outlive the relay: the top-level functions keep theirs when they are configured anew. */
export function toRuntime(config: RelayConfig, book = new PriceBook()): Runtime {
  const { providers = {}, hooks = [], defaults = {}, cache, prices, media, fetch, onFailure } = config
  checkOptions(defaults)
  if (cache !== undefined) checkCacheConfig(cache)
  const registry = new Registry()
  const settings = new Map<string, ConnectionOptions>()
  const entries = isList(providers)
    ? providers.map((provider) => [provider.id, provider] as const)
    : Object.entries(providers)
  for (const [prefix, value] of entries) {
    if (isDefinition(value)) registry.register(defineProvider(value), prefix)
    else {
      checkSettings(`providers.${prefix}`, value)
      settings.set(prefix, value)
    }
  }
  const report = reporter(onFailure)
  // Last of what may throw: a book that is kept must not change for settings that are refused.
  book.set('config', prices ? toModelTable(prices, fullName) : {})
  const allHooks: readonly Hooks[] = Array.isArray(hooks) ? hooks : [hooks]
  const runtime: Runtime = {
    registry,
    connections: new Connections(),
    settings,
    defaults,
    fetch,
    media: { maxBytes: 20 * MIB, maxTotalBytes: 50 * MIB, timeout: 30_000, allowPrivateHosts: false, ...media },
    hooks: allHooks,
    prices: new CallPrices(book, (error) => report({ source: 'prices', name: 'table', error })),
    report,
    ...(cache && { caching: lateCaching(cache, { report, hooks: allHooks }) }),
  }
  if (cache) connectCache(cache, runtime)
  return runtime
}

/** What a cache needs is loaded with the first call; after that it is there at once. */
function lateCaching(
  cache: Cache | CacheConfig,
  { report, hooks }: Pick<Runtime, 'report' | 'hooks'>,
): NonNullable<Runtime['caching']> {
  let caching: Caching | Promise<Caching> | undefined
  return () => {
    caching ??= import('./call/caching.js').then((module) => {
      const loaded = new module.Caching(cache, { report, hooks })
      caching = loaded
      return loaded
    })
    return caching
  }
}

/** A reporter that throws or rejects would fail the call, or the process, that a throwing hook must not. */
function reporter(onFailure: RelayConfig['onFailure'] = warnOfFailure): Runtime['report'] {
  return (failure) => {
    const warn = (error: unknown) => warnOfFailure({ ...failure, error })
    try {
      const result: unknown = onFailure(failure)
      if (result instanceof Promise) result.catch(warn)
    } catch (error) {
      warn(error)
    }
  }
}

function isDefinition(value: ConnectionOptions | ProviderDefinition): value is ProviderDefinition {
  return 'id' in value && ('chat' in value || 'complete' in value)
}

// Array.isArray does not narrow a readonly array.
function isList<T>(value: readonly T[] | object): value is readonly T[] {
  return Array.isArray(value)
}
