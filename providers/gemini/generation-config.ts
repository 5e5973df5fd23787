import type { GenerationConfig } from '@google/genai'
import { type CallReport, isRecord, type ProviderRequest } from '../../src/provider.js'
import { type OpenApiSchema, toOpenApiSchema } from './json-schema.js'
import type { ModelFacts } from './models.js'
import { type Thinking, toThinking } from './thinking.js'

/** The SDK's configuration, with words in place of its enums. */
export type Config = Omit<GenerationConfig, 'thinkingConfig' | 'responseSchema' | 'responseModalities'> & {
  thinkingConfig?: Thinking
  responseSchema?: OpenApiSchema
  responseModalities?: string[]
}

/** `generationConfig`, from OpenAI's parameters. */
export function toGenerationConfig(request: ProviderRequest, facts: ModelFacts, report: CallReport): Config {
  const limit = request.max_completion_tokens ?? request.max_tokens
  const stops = typeof request.stop === 'string' ? [request.stop] : (request.stop ?? [])
  const thinking = toThinking(request, facts.thinking, report)
  return {
    ...numbers({
      temperature: request.temperature,
      topP: request.top_p,
      topK: request.top_k,
      maxOutputTokens: limit,
      candidateCount: request.n === 1 ? undefined : request.n,
      seed: request.seed,
      presencePenalty: request.presence_penalty,
      frequencyPenalty: request.frequency_penalty,
    }),
    ...(stops.length > 0 && { stopSequences: stops }),
    ...(request.logprobs && { responseLogprobs: true, ...numbers({ logprobs: toLogprobs(request, report) }) }),
    ...toResponseFormat(request.response_format, facts),
    ...toModalities(request, facts),
    ...(thinking && { thinkingConfig: thinking }),
  }
}

/** Alternatives that the vendor shows for each token; OpenAI's go to 20 (quirks.md 121). */
const MOST_LOGPROBS = 5

function toLogprobs({ top_logprobs: wanted }: ProviderRequest, report: CallReport): number | undefined {
  if (!wanted) return undefined
  if (wanted > MOST_LOGPROBS) report.droppedParams.push('top_logprobs')
  return Math.min(wanted, MOST_LOGPROBS)
}

function numbers<Key extends string>(values: Record<Key, number | null | undefined>): Partial<Record<Key, number>> {
  const stated: Partial<Record<Key, number>> = {}
  for (const key in values) {
    const value = values[key]
    if (typeof value === 'number') stated[key] = value
  }
  return stated
}

/** quirks.md 115. A schema that the model cannot take as it is becomes less strict rather than refused. */
function toResponseFormat(format: ProviderRequest['response_format'], facts: ModelFacts): Config {
  if (format?.type !== 'json_object' && format?.type !== 'json_schema') return {}
  const mime = { responseMimeType: 'application/json' }
  const schema: unknown = format.type === 'json_schema' ? format.json_schema.schema : undefined
  if (!isRecord(schema)) return mime
  return facts.jsonSchemaAnswers
    ? { ...mime, responseJsonSchema: schema }
    : { ...mime, responseSchema: toOpenApiSchema(schema) }
}

/** Speech models answer in audio alone; others take what was asked for. */
function toModalities({ modalities, audio }: ProviderRequest, { speech }: ModelFacts): Config {
  const wanted = (modalities ?? []).map((modality) => modality.toUpperCase())
  const plain = wanted.length === 0 || (wanted.length === 1 && wanted[0] === 'TEXT')
  const voice = audio && typeof audio.voice === 'string' ? audio.voice : undefined
  return {
    ...(speech ? { responseModalities: ['AUDIO'] } : plain ? {} : { responseModalities: wanted }),
    ...(voice && { speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } } }),
  }
}
