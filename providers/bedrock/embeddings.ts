import {
  APIResponseError,
  BadRequestError,
  isRecord,
  type ProviderCall,
  type ProviderEmbedding,
  type ProviderEmbeddingRequest,
} from '../../src/provider.js'
import { toModelId } from './model-id.js'
import { send } from './send.js'

/** One maker's body and answer of InvokeModel, since Converse has no embeddings. */
interface Maker {
  /** Texts that one request takes (quirks.md 101). */
  batch: number
  /** Whether the length of the vectors can be chosen. Default: it can. */
  resizes?: false
  /** Whether it tells queries from documents. */
  typed?: true
  toBody(texts: string[], request: ProviderEmbeddingRequest, model: string): Record<string, unknown>
  /** The vectors; undefined where the answer holds none. */
  vectorsOf(body: Record<string, unknown>): unknown[] | undefined
  tokensOf?(body: Record<string, unknown>): unknown
}

const listOf = (value: unknown): unknown[] | undefined => (Array.isArray(value) ? value : undefined)

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html */
const TITAN: Maker = {
  batch: 1,
  toBody: ([inputText], { dimensions }) => ({ inputText, ...(dimensions && { dimensions }) }),
  vectorsOf: ({ embedding }) => (Array.isArray(embedding) ? [embedding] : undefined),
  tokensOf: ({ inputTextTokenCount }) => inputTextTokenCount,
}

/** Takes the text and nothing else: same page. */
const TITAN_V1: Maker = { ...TITAN, resizes: false }

const TITAN_IMAGE: Maker = {
  ...TITAN,
  toBody: ([inputText], { dimensions }) => ({
    inputText,
    ...(dimensions && { embeddingConfig: { outputEmbeddingLength: dimensions } }),
  }),
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html */
const COHERE: Maker = {
  batch: 96,
  typed: true,
  toBody: (texts, { input_type: type, dimensions }) => ({
    texts,
    input_type: type === 'query' ? 'search_query' : 'search_document',
    ...(dimensions && { output_dimension: dimensions }),
  }),
  vectorsOf: ({ embeddings }) => listOf(isRecord(embeddings) ? embeddings['float'] : embeddings),
}

/** Only v4 has an `output_dimension`: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html */
const COHERE_V3: Maker = { ...COHERE, resizes: false }

/** https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html */
const NOVA: Maker = {
  batch: 1,
  typed: true,
  toBody: ([value], { input_type: type, dimensions }) => ({
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: type === 'query' ? 'TEXT_RETRIEVAL' : 'GENERIC_INDEX',
      ...(dimensions && { embeddingDimension: dimensions }),
      text: { truncationMode: 'END', value },
    },
  }),
  vectorsOf: ({ embeddings }) => listOf(embeddings)?.map((one) => (isRecord(one) ? one['embedding'] : undefined)),
}

const MAKERS: ReadonlyArray<readonly [RegExp, Maker]> = [
  [/titan-embed-image/, TITAN_IMAGE],
  [/titan-embed-(?:text-v1|g1)/, TITAN_V1],
  [/titan-embed/, TITAN],
  [/cohere\.embed-.*v3/, COHERE_V3],
  [/cohere\.embed/, COHERE],
  [/nova-.*embed/, NOVA],
]

const makerOf = (model: string): Maker | undefined => MAKERS.find(([pattern]) => pattern.test(model))?.[1]

export function embedBatch(model: string): number {
  return makerOf(model)?.batch ?? 1
}

/** Vectors of another length than was asked for would be of no use. */
export function embedUnsupported(model: string): readonly string[] {
  return makerOf(model)?.resizes === false ? ['dimensions'] : []
}

/** Fields of OpenAI's request; whatever else a request holds is the model's own. */
const KNOWN = ['dimensions', 'encoding_format', 'input', 'input_type', 'model', 'model_id', 'user']

export async function embed(request: ProviderEmbeddingRequest, call: ProviderCall): Promise<ProviderEmbedding> {
  const maker = makerOf(call.model)
  if (maker === undefined)
    throw new BadRequestError(`model: ${JSON.stringify(call.model)} is no embedding model of Titan, Cohere or Nova.`, {
      param: 'model',
    })
  tellDropped(request, maker, call)
  const own = Object.entries(request).filter(([key, value]) => !KNOWN.includes(key) && value !== undefined)
  const body = { ...maker.toBody(toTexts(request), request, call.model), ...Object.fromEntries(own) }
  const { id: modelId } = toModelId(call.model, request)
  const sent = await send(call, modelId, (client, { InvokeModelCommand }, abortSignal) => {
    const command = new InvokeModelCommand({
      modelId,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify(body),
    })
    return { command, sent: () => client.send(command, { abortSignal }) }
  })
  sent.end()
  const answer = parse(sent.output.body, call)
  const vectors = maker.vectorsOf(answer)
  if (vectors?.length !== request.input.length || !vectors.every(isVector)) throw notUnderstood(call)
  const tokens = Number(
    maker.tokensOf?.(answer) ?? sent.exchange.header('x-amzn-bedrock-input-token-count') ?? Number.NaN,
  )
  return {
    object: 'list',
    model: call.model,
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: request.encoding_format === 'base64' ? toBase64(vector) : vector,
    })),
    ...(Number.isFinite(tokens) && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  }
}

/** What is left out without being asked: it changes little. */
function tellDropped(
  { input_type: type, user }: ProviderEmbeddingRequest,
  maker: Maker,
  { report }: ProviderCall,
): void {
  const dropped = [...(type && !maker.typed ? ['input_type'] : []), ...(user ? ['user'] : [])]
  // The batches of one call share a report.
  for (const name of dropped) if (!report.droppedParams.includes(name)) report.droppedParams.push(name)
}

function toTexts({ input }: ProviderEmbeddingRequest): string[] {
  return input.map((text, at) => {
    if (typeof text === 'string') return text
    throw new BadRequestError(`input[${at}]: Bedrock's models take texts, not tokens.`, { param: 'input' })
  })
}

function parse(bytes: Uint8Array, call: ProviderCall): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (isRecord(answer)) return answer
  } catch {
    // Told below, with every other answer that holds no vectors.
  }
  throw notUnderstood(call)
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((number) => typeof number === 'number')
}

function toBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64')
}

function notUnderstood({ provider, model, report }: ProviderCall): APIResponseError {
  return new APIResponseError('The answer of Bedrock holds no vectors for the texts.', {
    provider,
    model,
    requestId: report.requestId,
  })
}
