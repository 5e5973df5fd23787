import {
  type ChatCompletionChunk,
  defineProvider,
  failureInside,
  isRecord,
  type Provider,
  type ProviderCall,
  type ProviderCompletion,
  type ProviderRequest,
} from '../../src/provider.js'
import type { Sent } from '../aws/send.js'
import { untilAborted } from '../aws/until-aborted.js'
import { countTokens } from './count-tokens.js'
import { embed, embedBatch, embedUnsupported } from './embeddings.js'
import { toModelId } from './model-id.js'
import { params, unsupported } from './params.js'
import { regionOf } from './region.js'
import { type ConverseInput, toRequest } from './request.js'
import { toCompletion } from './response.js'
import { send } from './send.js'
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
  embedUnsupported,
  countTokens,
})

function toInput(request: ProviderRequest, call: ProviderCall): ConverseInput {
  const { id } = toModelId(call.model, request)
  const { model, report } = call
  return toRequest(request, { model, region: regionOf(call, id), report })
}

async function complete(request: ProviderRequest, call: ProviderCall): Promise<ProviderCompletion> {
  const input = toInput(request, call)
  const sent = await send(call, input.modelId, (client, { ConverseCommand }, abortSignal) => {
    const command = new ConverseCommand(input)
    return { command, sent: () => client.send(command, { abortSignal }) }
  })
  sent.end()
  if (sent.output.output === undefined) throwInside(sent.exchange.body(), call)
  return toCompletion(sent.output, call, request)
}

/** An error inside a 200, as gateways send it: the SDK drops the fields that it does not know (quirks.md 19). */
function throwInside(bytes: Uint8Array | undefined, call: ProviderCall): void {
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder().decode(bytes))
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
  let read = false
  try {
    for await (const event of untilAborted(sent.output.stream, call.signal)) {
      translator.event(event)
      const chunks = translator.take()
      if (chunks.length > 0) yield chunks
    }
    read = true
    translator.end()
  } catch (thrown) {
    // What was understood before a failure still counts.
    const chunks = translator.take()
    if (chunks.length > 0) yield chunks
    throw await sent.fail(thrown)
  } finally {
    if (read) sent.end()
    else sent.leave()
  }
  yield translator.take()
}
