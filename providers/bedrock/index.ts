import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import {
  abortable,
  type ChatCompletionChunk,
  defineProvider,
  failureInside,
  isRecord,
  type Provider,
  type ProviderCall,
  type ProviderCompletion,
  type ProviderRequest,
} from '../../src/provider.js'
import { embed, embedBatch } from './embeddings.js'
import { toModelId } from './model-id.js'
import { params, unsupported } from './params.js'
import { toRequest } from './request.js'
import { toCompletion } from './response.js'
import { type Sent, send } from './send.js'
import { regionOf } from './settings.js'
import { createStream } from './stream.js'

/** Amazon Bedrock, through Converse and the AWS SDK, which is loaded with the first call. */
export const bedrock: Provider = defineProvider({
  id: 'bedrock',
  params,
  unsupported,
  needsDownload: () => true, // bytes or s3:// URIs only (quirks.md 99)
  complete,
  stream,
  embed,
  embedBatch,
})

function toInput(request: ProviderRequest, call: ProviderCall): ConverseCommandInput & { modelId: string } {
  const { id: modelId } = toModelId(call.model, request)
  const { model, report } = call
  return { ...toRequest(request, { model, region: regionOf(call, modelId), report }), modelId }
}

async function complete(request: ProviderRequest, call: ProviderCall): Promise<ProviderCompletion> {
  const input = toInput(request, call)
  const sent = await send(call, input.modelId, (client, { ConverseCommand }, abortSignal) => {
    const command = new ConverseCommand(input)
    return { command, sent: () => client.send(command, { abortSignal }) }
  })
  sent.end()
  if (sent.output.output === undefined) throwInside(sent.exchange.beginning(), call)
  return toCompletion(sent.output, call, request)
}

/** An error inside a 200, as gateways send it: the SDK drops the fields that it does not know (quirks.md 19). */
function throwInside(beginning: string, call: ProviderCall): void {
  let body: unknown
  try {
    body = JSON.parse(beginning)
  } catch {
    return // told as an answer without a message
  }
  if (isRecord(body) && (body['message'] ?? body['error']) !== undefined) throw failureInside(body, call)
}

async function stream(request: ProviderRequest, call: ProviderCall): Promise<AsyncIterable<ChatCompletionChunk[]>> {
  const input = toInput(request, call)
  const sent = await send(call, input.modelId, (client, { ConverseStreamCommand }, abortSignal) => {
    const command = new ConverseStreamCommand(input)
    return { command, sent: () => client.send(command, { abortSignal }) }
  })
  return readEvents(sent, call, request)
}

async function* readEvents(
  sent: Sent<{ stream?: AsyncIterable<unknown> | undefined }>,
  call: ProviderCall,
  request: ProviderRequest,
): AsyncGenerator<ChatCompletionChunk[]> {
  const translator = createStream(call, request)
  try {
    for await (const event of untilAborted(sent.output.stream, call.signal)) {
      translator.event(event)
      const chunks = translator.take()
      if (chunks.length > 0) yield chunks
    }
    translator.end()
  } catch (thrown) {
    // What was understood before a failure still counts.
    const chunks = translator.take()
    if (chunks.length > 0) yield chunks
    throw await sent.fail(thrown)
  } finally {
    sent.end()
  }
  yield translator.take()
}

/** The events, each awaited no longer than the call lasts: a body that stalls need not hear of the end. */
async function* untilAborted(events: AsyncIterable<unknown> | undefined, signal: AbortSignal): AsyncGenerator<unknown> {
  const iterator = events?.[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await (iterator && abortable(iterator.next(), signal))
      if (next === undefined || next.done) return
      yield next.value
    }
  } finally {
    // Not awaited: where a read stalls, this waits for it.
    iterator?.return?.().catch(() => {})
  }
}
