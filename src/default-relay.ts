import type { CallOptions } from './contract/call.js'
import type { ChatRequest } from './contract/chat.js'
import {
  type CompletionFunction,
  createRelay,
  type EmbeddingFunction,
  type ProviderDefinition,
  type Relay,
  type RelayConfig,
} from './relay.js'

let relay: Relay | undefined
/** Kept so that a provider registered before `configure` is still there after it. */
const registered: ProviderDefinition[] = []

const current = () => (relay ??= createRelay())

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

/** Replaces the settings of the instance behind the top-level functions. Its open connections end with their calls. */
export function configure(config: RelayConfig): void {
  relay = createRelay(config)
  for (const definition of registered) relay.registerProvider(definition)
}

/** Adds a provider to the instance behind the top-level functions. */
export function registerProvider(definition: ProviderDefinition): void {
  current().registerProvider(definition)
  registered.push(definition)
}
