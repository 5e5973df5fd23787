// Replicate's predictions of language models (https://replicate.com/docs/reference/http#predictions.create), as in the
// recording replicate-predictions-stream-46ddc1367d, and the stream of their output
// (https://replicate.com/docs/topics/predictions/streaming). A streamed call is two requests: the first one starts the
// prediction, and the script answers the second.
import { type Answer, wholeText } from './answer.js'
import { splitText } from './chunking.js'
import type { Dialect, Frame, FrameKind, RequestFacts } from './dialect.js'
import { type JsonObject, textAt } from './json.js'
import { openaiChat } from './openai-chat.js'
import { openaiErrorBody } from './openai-errors.js'
import { makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields } from './script.js'

type StatusError = ErrorFields & { status: number }

const PATH = /^\/v1\/(?:(?:models|deployments)\/([^/]+\/[^/]+)\/)?predictions$/
const STREAM = /^\/v1\/streams\/[^/]+$/

export const replicatePredictions: Dialect = {
  ...openaiChat,
  id: 'replicate-predictions',
  maker: 'replicate',
  handles: (path) => PATH.test(path),
  // What is streamed is another answer.
  route: (path) => ({ model: PATH.exec(path)?.[1] ?? '', stream: false }),
  baseURL: (origin, provider) => `${origin}/${provider}`,
  hasKey: ({ headers }) => /^(?:Bearer|Token)\s+\S/i.test(headers['authorization'] ?? ''),
  refuse: ({ body }) =>
    body['input'] === undefined ? { status: 422, message: '- input: input is required\n' } : undefined,
  unscripted: (request) => (request.body['stream'] === true ? { status: 201, body: started(request) } : undefined),
  missingKey: { type: 'Unauthenticated', message: 'You did not pass an authentication token' },
  notFound: () => ({ type: 'Not found', message: 'The requested resource could not be found.' }),
  facts: (body) => factsOf(textAt(body, 'input', 'prompt') ?? '', body),
  body: (answer, request, now) => ({
    ...prediction(request, now),
    model: answer.model,
    status: 'succeeded',
    output: splitText(answer.text, answer.chunking, request.random),
    ...(answer.usage && {
      metrics: { input_token_count: answer.usage.inputTokens, output_token_count: answer.usage.outputTokens },
    }),
  }),
  errorBody: replicateErrorBody,
}

/** The output of a prediction as it comes: plain text. */
export const replicateStream: Dialect = {
  ...replicatePredictions,
  id: 'replicate-stream',
  maker: 'replicate-stream',
  method: 'GET',
  handles: (path) => STREAM.test(path),
  route: () => ({ stream: true }),
  refuse: () => undefined,
  unscripted: () => undefined,
  facts: () => factsOf('', {}),
  frames: toFrames,
  errorFrame: (error) => event('error', JSON.stringify({ detail: messageOf(error) })),
}

function prediction({ body, random }: SimulatedRequest, now: number) {
  const id = makeId(random, '', 26).toLowerCase()
  return { id, input: body['input'], logs: '', error: null, created_at: new Date(now).toISOString() }
}

function started(request: SimulatedRequest): JsonObject {
  const begun = prediction(request, request.receivedAt)
  const base = `http://${request.headers['host'] ?? ''}${request.url.split('/v1/')[0] ?? ''}/v1`
  const get = `${base}/predictions/${begun.id}`
  const urls = { get, cancel: `${get}/cancel`, stream: `${base}/streams/${begun.id}` }
  return { ...begun, model: request.model, status: 'starting', output: null, urls }
}

function factsOf(prompt: string, body: JsonObject): RequestFacts {
  return { lastUserText: prompt, json: false, inputCharacters: JSON.stringify(body).length }
}

function toFrames(answer: Answer, { random }: SimulatedRequest): Frame[] {
  const pieces = splitText(answer.text, answer.chunking, random)
  const frame = (kind: FrameKind, name: string, data: string): Frame => ({ kind, text: event(name, data) })
  const output = wholeText(answer.text) === '' ? [] : pieces
  return [...output.map((piece) => frame('content', 'output', piece)), frame('finish', 'done', '{}')]
}

/** Each line of a text is a line of data. */
function event(name: string, text: string): string {
  const data = text.split('\n').map((line) => `data: ${line}\n`)
  return `event: ${name}\n${data.join('')}\n`
}

function messageOf(error: StatusError): string {
  const body = openaiErrorBody(error)
  return textAt(body, 'error', 'message') ?? ''
}

function replicateErrorBody(error: StatusError): unknown {
  return { title: error.type ?? `HTTP ${error.status}`, detail: messageOf(error), status: error.status }
}
