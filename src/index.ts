export type {
  Attempt,
  CacheOptions,
  CallMeta,
  CallOptions,
  ConnectionOptions,
  Cost,
  Fallback,
  Mock,
  RateLimitWindow,
  TokenSource,
} from './contract/call.js'
export type {
  Annotation,
  AssistantMessage,
  CacheControl,
  ChatChoice,
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessage,
  ChatDelta,
  ChatMessage,
  ChatRequest,
  ChatTool,
  ContentPart,
  FinishReason,
  GeneratedImage,
  ParsedChatCompletion,
  ProviderCompletion,
  ReasoningEffort,
  ThinkingBlock,
  ThinkingConfig,
  ToolCall,
  Usage,
} from './contract/chat.js'
export type { Embedding, EmbeddingRequest, EmbeddingResponse } from './contract/embedding.js'
export {
  APIConnectionError,
  APIResponseError,
  APITimeoutError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  BudgetExceededError,
  ContentPolicyViolationError,
  ContextWindowExceededError,
  type ErrorDetails,
  InternalServerError,
  isModelRelayError,
  MissingDependencyError,
  ModelRelayError,
  NotFoundError,
  PermissionDeniedError,
  QuotaExceededError,
  RateLimitError,
  SchemaValidationError,
  ServiceUnavailableError,
  UnprocessableEntityError,
  UnsupportedParamsError,
} from './contract/errors.js'
export type { HeaderOptions } from './contract/headers.js'
export type { HookCall, Hooks } from './contract/hooks.js'
export type { MediaOptions } from './contract/media.js'
export type { KnownModel } from './contract/models.js'
export type { StandardSchema } from './contract/standard-schema.js'
export { completion, configure, embedding, registerProvider } from './default-relay.js'
export type { Failure } from './hooks/run-hooks.js'
export {
  type CompletionFunction,
  type CreateOptions,
  createRelay,
  type ProviderDefinition,
  type Relay,
  type RelayConfig,
} from './relay.js'
export { CompletionStream } from './stream/completion-stream.js'
