export type { CacheConfig } from './cache/config.js'
export type { Embed, EmbedFunction } from './cache/embed/embed.js'
export { type TransformersEmbedderOptions, transformersEmbedder } from './cache/embed/transformers-embedder.js'
export type { CacheExplanation } from './cache/explain.js'
export type { Guard, QuestionText, Word } from './cache/guards/question-text.js'
export { type MemoryCacheOptions, memoryCache } from './cache/memory-cache.js'
export { type MemorySemanticCacheOptions, memorySemanticCache } from './cache/semantic/memory-semantic-cache.js'
export { modelJudge } from './cache/semantic/model-judge.js'
export type { SemanticOptions, VerifyQuestion } from './cache/semantic/semantic-options.js'
export type { CacheStatistics } from './cache/statistics.js'
export { tieredCache } from './cache/tiered-cache.js'
export type {
  Cache,
  CacheEntry,
  CacheLease,
  EmbedTexts,
  SemanticCache,
  SemanticExplanation,
  SemanticMatch,
  SemanticQuestion,
} from './contract/cache.js'
export type {
  Attempt,
  CacheOptions,
  CallMeta,
  CallOptions,
  ConnectionOptions,
  Continuation,
  Cost,
  Fallback,
  Mock,
  MockAnswer,
  RateLimitWindow,
  TokenSource,
} from './contract/call.js'
export type {
  Annotation,
  AssistantExtras,
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
  ChunkChoice,
  ContentPart,
  DeveloperMessage,
  FinishReason,
  FunctionMessage,
  FunctionTool,
  FunctionToolCall,
  GeneratedImage,
  Logprobs,
  ParsedChatCompletion,
  ProviderCompletion,
  ProviderRequest,
  ReasoningEffort,
  ResponseFormat,
  ResponsesServerTool,
  ServerTool,
  SystemMessage,
  TextPart,
  ThinkingBlock,
  ThinkingConfig,
  ToolCall,
  ToolCallDelta,
  ToolMessage,
  UntypedServerTool,
  Usage,
  UserMessage,
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
export type { AnyRequest, CacheEvent, HookCall, HookEvents, Hooks } from './contract/hooks.js'
export type { MediaOptions } from './contract/media.js'
export type { KnownModel } from './contract/models.js'
export type {
  Ability,
  BilledUnits,
  ContextTier,
  ModelInfo,
  ModelMode,
  ModelPrices,
  ModelTable,
  Rates,
} from './contract/prices.js'
export type {
  ComparisonOptions,
  DeploymentConfig,
  DeploymentView,
  LatencyOptions,
  RouteContext,
  Strategy,
  StrategyConfig,
  StrategyName,
  StrategyOption,
} from './contract/router.js'
export type { InferSchema, StandardSchema } from './contract/standard-schema.js'
export type { PricedReply, PriceOptions, TokenPriceQuestion } from './cost/completion-cost.js'
export {
  createLedger,
  type Ledger,
  type LedgerKey,
  type LedgerOptions,
  type LedgerRow,
  type LedgerSums,
} from './cost/ledger.js'
export { loadPrices } from './cost/load-prices.js'
export type { RegisterModels } from './cost/model-tables.js'
export type { ModelSource } from './cost/read-models.js'
export type { LitellmTable } from './cost/register-models.js'
export {
  completion,
  completionCost,
  compressMessages,
  configure,
  costPerToken,
  countTokens,
  embedding,
  getModelInfo,
  registerModels,
  registerProvider,
  supportedParams,
  supports,
  trimMessages,
} from './default-relay.js'
export type { Failure } from './hooks/run-hooks.js'
export {
  type CompletionFunction,
  type CompressOptions,
  type CreateOptions,
  createRelay,
  type ProviderDefinition,
  type Relay,
  type RelayConfig,
} from './relay.js'
export type { AffinityOptions } from './router/affinity.js'
export type { CooldownOptions } from './router/breaker.js'
export type { BudgetOptions } from './router/budget.js'
export type { RetryOptions, RoutingConfig } from './router/config.js'
export type { DegradeRule } from './router/degrade.js'
export type { RouterEvents, RouterListener } from './router/events.js'
export type { Explanation } from './router/explain.js'
export type { CallFacts } from './router/facts.js'
export type { FallbackLists } from './router/fallback-lists.js'
export type { DeploymentHealth } from './router/health.js'
export { memoryState } from './router/memory-state.js'
export type { ShadowResult, ShadowRule, ShadowRules } from './router/shadow.js'
export type { SplitRule, SplitRules } from './router/split.js'
export type { Claim, Claimed, Limited, RouterState, Settlement, SharedLatency } from './router/state.js'
export type { Classify } from './router/steer.js'
export { createRouter, type Router, type RouterConfig } from './router.js'
export { CompletionStream } from './stream/completion-stream.js'
export type { Summarize } from './tokens/compress-messages.js'
export type { CountTokensRequest, TokenCount } from './tokens/count-request.js'
export type { TrimOptions } from './tokens/trim-messages.js'
