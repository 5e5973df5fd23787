import type { ChatCompletionChunk } from '../contract/chat.js'
import { APIResponseError } from '../contract/errors.js'
import type { ProviderCall } from '../contract/provider.js'
import { createLineReader } from '../transport/json-lines.js'
import { createSseReader, type SseListener } from '../transport/sse.js'
import type { ChatTranslator, StreamTranslator } from './http-definition.js'

/** One batch of chunks for each network read that completed at least one. */
export async function* readStream(
  translator: StreamTranslator,
  framing: ChatTranslator['framing'],
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  call: ProviderCall,
): AsyncGenerator<ChatCompletionChunk[]> {
  const onEvent: SseListener = (data, event) => translator.event(data, event)
  const reader = framing === 'json-lines' ? createLineReader(onEvent) : createSseReader(onEvent)
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > call.limits.maxResponseBytes) throw tooLarge(call)
    let failure: { error: unknown } | undefined
    try {
      reader.feed(piece)
    } catch (error) {
      failure = { error }
    }
    // What was understood before a failure in the same read still counts.
    const chunks = translator.take()
    if (chunks.length > 0) yield chunks
    if (failure) throw failure.error
  }
  let failure: { error: unknown } | undefined
  try {
    reader.end()
    translator.end()
  } catch (error) {
    failure = { error }
  }
  const chunks = translator.take()
  if (chunks.length > 0) yield chunks
  if (failure) throw failure.error
}

const tooLarge = ({ provider, model, limits }: ProviderCall) =>
  new APIResponseError(`The stream is larger than ${limits.maxResponseBytes} bytes (maxResponseBytes).`, {
    provider,
    model,
    code: 'response_too_large',
    retryable: false,
  })
