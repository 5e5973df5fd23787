import type { GenerateContentConfig, GenerationConfig } from '@google/genai'
import { isRecord } from '../../src/provider.js'

/** Complete by type: a field that a new version of the SDK's types brings does not compile until it is here. */
const CONFIG_FIELDS = {
  audioTimestamp: true,
  audioTranscriptionConfig: true,
  candidateCount: true,
  enableAffectiveDialog: true,
  enableEnhancedCivicAnswers: true,
  frequencyPenalty: true,
  imageConfig: true,
  logprobs: true,
  maxOutputTokens: true,
  mediaResolution: true,
  modelSelectionConfig: true,
  presencePenalty: true,
  responseFormat: true,
  responseJsonSchema: true,
  responseLogprobs: true,
  responseMimeType: true,
  responseModalities: true,
  responseSchema: true,
  routingConfig: true,
  seed: true,
  speechConfig: true,
  stopSequences: true,
  temperature: true,
  thinkingConfig: true,
  topK: true,
  topP: true,
  translationConfig: true,
} as const satisfies Record<keyof GenerationConfig | 'imageConfig', true>

/** Fields of the SDK's `config` whose names on the wire are others. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  modelSelectionConfig: 'modelConfig',
  generationOutputConfig: 'outputConfig',
} as const satisfies Partial<Record<keyof GenerateContentConfig, string>>

/** The fields of `generationConfig`, by the name that a caller may give them: camel case, or Google's other spelling. */
const CONFIG_NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(CONFIG_FIELDS).flatMap((field) => {
    const name = WIRE_NAMES[field] ?? field
    const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    return [
      [field, name],
      [snake, name],
      [name, name],
    ]
  }),
)

type Fields = Record<string, unknown>

/**
 * The vendor's own fields of a request, which may all stand at its top, as in the SDK's `config`: those of
 * `generationConfig` apart from the rest.
 */
export function splitFields(own: Readonly<Fields>): { config: Fields; rest: Fields } {
  const config: Fields = {}
  const rest: Fields = {}
  for (const [key, value] of Object.entries(own)) {
    if (value === undefined) continue
    const name = CONFIG_NAMES.get(key)
    if (key === 'generationConfig' || key === 'generation_config') Object.assign(config, isRecord(value) ? value : {})
    else if (name === undefined) rest[WIRE_NAMES[key] ?? key] = value
    else config[name] = value
  }
  return { config, rest }
}
