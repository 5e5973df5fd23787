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
  const config: Config = {}
  addNumbers(config, request)
  const stops = typeof request.stop === 'string' ? [request.stop] : (request.stop ?? [])
  if (stops.length > 0) config.stopSequences = stops
  if (request.logprobs) {
    config.responseLogprobs = true
    const shown = toLogprobs(request, report)
    if (shown !== undefined) config.logprobs = shown
  }
  if (request.response_format) Object.assign(config, toResponseFormat(request.response_format, facts))
  if (facts.speech || request.modalities || request.audio) Object.assign(config, toModalities(request, facts))
  const thinking = toThinking(request, facts.thinking, report)
  if (thinking) config.thinkingConfig = thinking
  return config
}

const NUMBERS = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens', // the newer name, where both are given
  seed: 'seed',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
} as const satisfies Partial<Record<keyof ProviderRequest, keyof Config>>

function addNumbers(config: Config, request: ProviderRequest): void {
  let name: keyof typeof NUMBERS
  for (name in NUMBERS) {
    const value = request[name]
    if (typeof value === 'number') config[NUMBERS[name]] = value
  }
  if (typeof request.n === 'number' && request.n !== 1) config.candidateCount = request.n
}

/** Alternatives that the vendor shows for each token; OpenAI's go to 20 (quirks.md 121). */
const MOST_LOGPROBS = 5

function toLogprobs({ top_logprobs: wanted }: ProviderRequest, report: CallReport): number | undefined {
  if (!wanted) return undefined
  if (wanted > MOST_LOGPROBS) report.droppedParams.push('top_logprobs')
  return Math.min(wanted, MOST_LOGPROBS)
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
