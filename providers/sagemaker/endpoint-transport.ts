import type { InvokeEndpointCommandInput, ResponseStream } from '@aws-sdk/client-sagemaker-runtime'
import type { ProviderCall, Transport, TransportResponse } from '../../src/provider.js'
import { createSend, type Sent } from '../aws/send.js'
import { regionOf } from '../aws/settings.js'
import { untilAborted } from '../aws/until-aborted.js'
import { isRefused, toRefusal } from './refusal.js'
import { SAGEMAKER } from './service.js'

const send = createSend(SAGEMAKER)

export type Endpoint = Pick<InvokeEndpointCommandInput, 'EndpointName' | 'InferenceComponentName'>

/** What an endpoint's container is sent and answers, taken out of SageMaker's requests, events and errors. */
export function endpointTransport(call: ProviderCall, endpoint: Endpoint): Transport {
  return {
    send({ body }) {
      const Body = new TextEncoder().encode(JSON.stringify(body))
      const input: InvokeEndpointCommandInput = { ...endpoint, ContentType: 'application/json', Body }
      // What the caller adds to the body is in it already.
      const ours: ProviderCall = { ...call, extraBody: undefined }
      return call.stream ? openStream(input, ours) : invoke(input, ours)
    },
  }
}

async function invoke(input: InvokeEndpointCommandInput, call: ProviderCall): Promise<TransportResponse> {
  const sent = await send(call, regionOf(call.connection), (client, { InvokeEndpointCommand }, abortSignal) => {
    const command = new InvokeEndpointCommand(input)
    return { command, sent: () => client.send(command, { abortSignal }).catch(toRefusal) }
  })
  sent.end()
  const { output } = sent
  if (isRefused(output)) return toResponse(sent, output.refusal.status, output.refusal.text)
  return toResponse(sent, 200, output.Body ?? new Uint8Array(), output.ContentType)
}

async function openStream(input: InvokeEndpointCommandInput, call: ProviderCall): Promise<TransportResponse> {
  const sent = await send(
    call,
    regionOf(call.connection),
    (client, { InvokeEndpointWithResponseStreamCommand }, abortSignal) => {
      const command = new InvokeEndpointWithResponseStreamCommand(input)
      return { command, sent: () => client.send(command, { abortSignal }).catch(toRefusal) }
    },
  )
  const { output } = sent
  if (!isRefused(output)) return toStreamedResponse(sent, call, output)
  sent.end()
  return toResponse(sent, output.refusal.status, output.refusal.text)
}

/** A whole answer. The limit of its size is kept where it is read from the wire. */
function toResponse(
  { exchange }: Sent<unknown>,
  status: number,
  body: string | Uint8Array,
  contentType?: string,
): TransportResponse {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return {
    status,
    header: (name) => (name === 'content-type' ? contentType : exchange.header(name)),
    text: async () => new TextDecoder().decode(bytes),
    async *bytes() {
      yield bytes
    },
    discard() {},
  }
}

interface StreamOutput {
  Body?: AsyncIterable<ResponseStream> | undefined
  ContentType?: string | undefined
}

/** The container's own bytes, however events cut them. */
function toStreamedResponse(
  sent: Sent<unknown>,
  call: ProviderCall,
  { Body: events, ContentType: contentType }: StreamOutput,
): TransportResponse {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let read = false
    try {
      for await (const { PayloadPart: part } of untilAborted(events, call.signal)) if (part?.Bytes) yield part.Bytes
      read = true
    } catch (thrown) {
      throw await sent.fail(thrown)
    } finally {
      if (read) sent.end()
      else sent.leave()
    }
  }
  return {
    status: 200,
    header: (name) => (name === 'content-type' ? contentType : sent.exchange.header(name)),
    async text() {
      const pieces: Uint8Array[] = []
      for await (const piece of bytes()) pieces.push(piece)
      return Buffer.concat(pieces).toString('utf8')
    },
    bytes,
    discard: () => sent.leave(),
  }
}
