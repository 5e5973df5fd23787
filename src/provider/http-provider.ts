import type { ChatCompletionChunk, ProviderCompletion, ProviderRequest } from '../contract/chat.js'
import { APIResponseError, type ModelRelayError } from '../contract/errors.js'
import type { Provider, ProviderCall } from '../contract/provider.js'
import { replayChunks } from '../stream/replay.js'
import { classifyError } from './classify-error.js'
import { errorFacts } from './error-facts.js'
import type { ChatTranslator, EmbeddingTranslator, HttpProvider } from './http-definition.js'
import { parseJson } from './parse-json.js'
import { readStream } from './read-stream.js'
import { send } from './send.js'

/** A provider over HTTP: the vendor's pure translators, and the sending, reading and failing that are the same for all. */
export function httpProvider(definition: HttpProvider): Provider {
  const { chat, embeddings } = definition
  const translatorOf = (call: ProviderCall) => (typeof chat === 'function' ? chat(call) : chat)
  return {
    id: definition.id,
    ...(definition.aliases && { aliases: definition.aliases }),
    params: definition.params,
    ...(definition.unsupported && { unsupported: definition.unsupported }),
    ...(definition.needsDownload && { needsDownload: definition.needsDownload }),
    complete: (request, call) => complete(definition, translatorOf(call), request, call),
    stream: (request, call) => stream(definition, translatorOf(call), request, call),
    ...(embeddings && embeddingMethods(definition, embeddings)),
    ...(definition.tokens && { countTokens: (request, call) => countTokens(definition, request, call) }),
  }
}

async function complete(
  definition: HttpProvider,
  translator: ChatTranslator,
  request: ProviderRequest,
  call: ProviderCall,
): Promise<ProviderCompletion> {
  const response = await send(definition, translator.path, translator.toRequest(request, call), call)
  const text = await response.text(call.limits.maxResponseBytes)
  return translator.toCompletion(parseJson(text, `The answer of ${definition.name}`), call, request)
}

async function stream(
  definition: HttpProvider,
  translator: ChatTranslator,
  request: ProviderRequest,
  call: ProviderCall,
): Promise<AsyncIterable<ChatCompletionChunk[]>> {
  const response = await send(definition, translator.path, translator.toRequest(request, call), call)
  const { framing } = translator
  // A host that answers a streaming request with plain JSON failed, or does not stream (quirks.md 19).
  if (framing !== 'json-lines' && response.header('content-type')?.includes('application/json')) {
    const text = await response.text(call.limits.maxResponseBytes)
    if (!/^\s*(?:data|event|id|retry)?:/.test(text)) {
      const body = parseJson(text, `The answer of ${definition.name}`)
      return oneBatch(replayChunks(translator.toCompletion(body, call, request)))
    }
    return readStream(translator.createStream(call, request), framing, [new TextEncoder().encode(text)], call)
  }
  return readStream(translator.createStream(call, request), framing, response.bytes(), call)
}

async function* oneBatch(chunks: ChatCompletionChunk[]): AsyncGenerator<ChatCompletionChunk[]> {
  yield chunks
}

function embeddingMethods(
  definition: HttpProvider,
  translator: EmbeddingTranslator,
): Pick<Provider, 'embed' | 'embedBatch' | 'embedUnsupported'> {
  return {
    async embed(request, call) {
      const response = await send(definition, translator.path, translator.toRequest(request, call), call)
      const text = await response.text(call.limits.maxResponseBytes)
      return translator.toEmbeddings(parseJson(text, `The answer of ${definition.name}`), call, request)
    },
    ...(translator.batch && { embedBatch: translator.batch }),
    ...(translator.unsupported && { embedUnsupported: translator.unsupported }),
  }
}

async function countTokens(
  definition: HttpProvider,
  request: ProviderRequest,
  call: ProviderCall,
): Promise<number | undefined> {
  const { tokens } = definition
  const translator = typeof tokens === 'function' ? tokens(call) : tokens
  if (!translator) return undefined
  const response = await send(definition, translator.path, translator.toRequest(request, call), call)
  const body = parseJson(await response.text(call.limits.maxResponseBytes), `The answer of ${definition.name}`)
  const count = translator.toTokens(body)
  if (typeof count === 'number') return count
  throw new APIResponseError(`The answer of ${definition.name} holds no number of tokens.`)
}

/** The error for an `{ error }` inside a 200 answer, or an error event of a stream. */
export function failureInside(body: unknown, { provider, model, report }: ProviderCall): ModelRelayError {
  return classifyError(errorFacts(body), { provider, model, requestId: report.requestId })
}
