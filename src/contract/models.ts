import type { Model as AnthropicModel } from '@anthropic-ai/sdk/resources/messages'
import type { ChatModel } from 'openai/resources/shared'

/** Names that editors complete; any other string is taken too. */
export type KnownModel =
  | `openai/${ChatModel}`
  | ChatModel
  | `anthropic/${Extract<AnthropicModel, `claude-${string}`>}`
  | (string & {})
