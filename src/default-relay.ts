import type { CallOptions } from './contract/call.js'
import type { ChatMessage, ChatRequest } from './contract/chat.js'
import type { ModelTable } from './contract/prices.js'
import type { RegisterModels } from './cost/model-tables.js'
import { PriceBook } from './cost/price-book.js'
import type { ModelSource } from './cost/read-models.js'
import type { ModelFunctions } from './models.js'
import {
  type CompletionFunction,
  type EmbeddingFunction,
  type ProviderDefinition,
  type Relay,
  type RelayConfig,
  toRelay,
  toRuntime,
} from './relay.js'
import type { TrimOptions } from './tokens/trim-messages.js'

let relay: Relay | undefined
/** Kept so that a provider registered before `configure` is still there after it. */
const registered: ProviderDefinition[] = []

/** Kept for the same reason: it holds the models that were registered. */
let book: PriceBook | undefined

const current = () => (relay ??= makeRelay({}))

function makeRelay(config: RelayConfig): Relay {
  book ??= new PriceBook()
  return toRelay(toRuntime(config, book))
}

/**
 * Calls a model: OpenAI's request in, OpenAI's reply out, whatever the vendor.
 *
 * @throws ModelRelayError, or the reason of the aborted `signal`
 * @example
 * const reply = await completion({ model: 'anthropic/claude-sonnet-4-5', messages: [{ role: 'user', content: 'Hello' }] })
 * reply.choices[0].message.content
 */
// The overloads are the relay's; a plain arrow function cannot carry them.
export const completion: CompletionFunction = ((body: ChatRequest, options?: CallOptions) =>
  current().completion(body, options)) as CompletionFunction

/**
 * Vectors for one text or many, in the order of the input, whatever the vendor takes at once.
 *
 * @throws ModelRelayError, or the reason of the aborted `signal`
 * @example
 * const { data } = await embedding({ model: 'openai/text-embedding-3-small', input: ['one', 'two'] })
 */
export const embedding: EmbeddingFunction = (body, options) => current().embedding(body, options)

/**
 * How many tokens a prompt holds: by OpenAI's tokenizers for its models, by a calibrated estimate for others, or by the
 * vendor's own endpoint (`exact: true`). The tokenizer is loaded on first use; a long prompt is counted in slices.
 *
 * @throws BadRequestError for `exact` where the vendor has no such endpoint
 * @example
 * const { tokens, method } = await countTokens({ model: 'openai/gpt-4o', messages, tools })
 */
export const countTokens: Relay['countTokens'] = (request) => current().countTokens(request)

/**
 * A history that fits: the oldest turns go first. Instructions and the latest turns stay, tool calls stay or go with
 * their results. What is handed in is not changed.
 *
 * @throws ContextWindowExceededError where what has to stay does not fit
 * @example
 * const fitting = await trimMessages(messages, { model: 'openai/gpt-4o', maxTokens: 100_000 })
 */
export const trimMessages = async (messages: readonly ChatMessage[], options: TrimOptions): Promise<ChatMessage[]> =>
  (await import('./tokens/trim-messages.js')).trimMessages(messages, options)

/**
 * A history that fits, like `trimMessages`, with one message that summarises what was dropped.
 *
 * @throws ContextWindowExceededError where what has to stay does not fit
 * @example
 * const fitting = await compressMessages(messages, {
 *   model: 'openai/gpt-4o', maxTokens: 100_000, summarizeWith: 'openai/gpt-4o-mini',
 * })
 */
export const compressMessages: Relay['compressMessages'] = (messages, options) =>
  current().compressMessages(messages, options)

/** Replaces the settings of the instance behind the top-level functions. Its open connections end with their calls. */
export function configure(config: RelayConfig): void {
  relay = makeRelay(config)
  for (const definition of registered) relay.registerProvider(definition)
}

/** Adds a provider to the instance behind the top-level functions. */
export function registerProvider(definition: ProviderDefinition): void {
  current().registerProvider(definition)
  registered.push(definition)
}

/**
 * What is known of a model: prices (USD per million tokens), limits, abilities; undefined where nothing is.
 *
 * @throws ModelRelayError in a bundle before `loadPrices()` or the first call
 * @example
 * getModelInfo('anthropic/claude-sonnet-4-5')?.limits?.output
 */
export const getModelInfo: ModelFunctions['getModelInfo'] = (model) => current().getModelInfo(model)

/**
 * Whether a model is known to have an ability. Where that is not known: false; `getModelInfo` tells the two apart.
 *
 * @throws ModelRelayError in a bundle before `loadPrices()` or the first call
 * @example
 * supports('gemini/gemini-2.5-flash', 'video_input')
 */
export const supports: ModelFunctions['supports'] = (model, ability) => current().supports(model, ability)

/**
 * What an answer cost: `meta.cost` of one of ours, else by the prices of `model` and what `usage` counts. Undefined
 * where a price is not known.
 *
 * @throws ModelRelayError in a bundle before `loadPrices()` or the first call
 * @example
 * completionCost({ model: 'openai/gpt-4o', usage: { prompt_tokens: 1200, completion_tokens: 80 } })?.total
 */
export const completionCost: ModelFunctions['completionCost'] = (reply) => current().completionCost(reply)

/**
 * What so many tokens cost; without counts, one of the prompt and one of the answer.
 *
 * @throws ModelRelayError in a bundle before `loadPrices()` or the first call
 * @example
 * costPerToken({ model: 'anthropic/claude-sonnet-4-5', promptTokens: 10_000, cachedTokens: 9_000 })?.total
 */
export const costPerToken: ModelFunctions['costPerToken'] = (question) => current().costPerToken(question)

/** Body parameters that the model's provider takes, beyond `model`, `messages` and `stream`. Loads the provider. */
export const supportedParams: ModelFunctions['supportedParams'] = (model) => current().supportedParams(model)

/**
 * Adds models and their prices to the instance behind the top-level functions, in front of the built-in ones: a table
 * of our form or LiteLLM's, as an object, or by URL or file, which is read when this is called and never by itself.
 *
 * @throws BadRequestError that names the place of what is wrong; a promise rejects with it
 * @example
 * registerModels({ 'openai/my-model': { prices: { input: 0.5, output: 1.5 } } })
 * await registerModels({ url: 'https://example.com/model_prices.json' })
 */
// The overloads are the relay's; one function cannot be typed by them.
export const registerModels = ((given: ModelTable & ModelSource) => current().registerModels(given)) as RegisterModels
