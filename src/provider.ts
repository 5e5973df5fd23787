// All that the author of a provider may import. Built-in providers import nothing else, so that it cannot rot.
export type * from './contract/call.js'
export type * from './contract/chat.js'
export type * from './contract/embedding.js'
export * from './contract/errors.js'
export { settleFinish } from './contract/finish-reason.js'
export { headerEntries } from './contract/headers.js'
export { randomId } from './contract/ids.js'
export { isRecord } from './contract/is-record.js'
export { type Param, paramsExcept } from './contract/params.js'
export type { CallReport, Provider, ProviderCall, TransportLimits } from './contract/provider.js'
export type { Transport, TransportRequest, TransportResponse } from './contract/transport.js'
export { type TokenCounts, toUsage } from './contract/usage.js'
export { classifyError } from './provider/classify-error.js'
export { fromEnvironment } from './provider/connection.js'
export { defineProvider } from './provider/define-provider.js'
export { createDistinctIds } from './provider/distinct-ids.js'
export { effortShare } from './provider/effort-share.js'
export { toEmbeddingList } from './provider/embedding-list.js'
export { type ErrorFacts, errorFacts } from './provider/error-facts.js'
export type {
  ChatTranslator,
  EmbeddingTranslator,
  HttpProvider,
  StreamTranslator,
  VendorRequest,
} from './provider/http-definition.js'
export { failureInside, httpProvider } from './provider/http-provider.js'
export { type InlineMedia, parseDataUrl, sniffMediaType } from './provider/media.js'
export { tellOrphanResults } from './provider/orphan-results.js'
export { parseJson } from './provider/parse-json.js'
export { pathSegment, pathSegments } from './provider/path-segments.js'
export { rateLimitFrom, retryAfterMsOf } from './provider/response-headers.js'
export { createToolCallIds, type ToolCallIdRule } from './provider/tool-call-ids.js'
export { vendorKeys } from './provider/vendor-keys.js'
export { Accumulator } from './stream/accumulate.js'
export { ChunkBuilder, type StreamHead } from './stream/chunk-builder.js'
export type { ToolCallFragment } from './stream/open-calls.js'
export { abortable } from './transport/abortable.js'
