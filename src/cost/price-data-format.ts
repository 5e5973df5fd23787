import type { Ability, ModelMode, Rates } from '../contract/prices.js'

/** What the generated file holds: short names and shared values, since it is shipped. `prices/encode.ts` writes it. */
export interface PriceData {
  /** YYYY-MM-DD: when the sources were read. */
  date: string
  /** Other prefixes of a provider: `together` is `together_ai`. */
  aliases: Record<string, string>
  sources: string[]
  prices: ShortPrices[]
  abilities: ShortAbilities[]
  /** By provider: a line for each model, its fields (`FIELDS`) separated by `|`, empty ones at the end left out. */
  models: Record<string, string>
}

/** Places of the fields in a model's line. */
export const FIELDS = {
  model: 0,
  prices: 1,
  mode: 2,
  context: 3,
  input: 4,
  output: 5,
  abilities: 6,
  source: 7,
  dimensions: 8,
  deprecatedOn: 9,
} as const

/** Abilities by place in `ABILITIES`: those it has, those it has not. */
export type ShortAbilities = [has: number[], hasNot: number[]]

export const ABILITIES = [
  'vision',
  'pdf',
  'audio_input',
  'audio_output',
  'video_input',
  'image_output',
  'tools',
  'tool_choice',
  'parallel_tools',
  'schema',
  'reasoning',
  'prompt_caching',
  'web_search',
  'computer_use',
  'system_messages',
  'prefill',
  'embedding_image_input',
] as const satisfies readonly Ability[]

export const MODES = [
  'chat',
  'completion',
  'embedding',
  'image',
  'transcription',
  'speech',
  'moderation',
  'rerank',
  'ocr',
  'search',
  'realtime',
  'video',
] as const satisfies readonly ModelMode[]

export const RATE_NAMES = {
  i: 'input',
  o: 'output',
  r: 'cacheRead',
  w: 'cacheWrite',
  W: 'cacheWrite1h',
  g: 'reasoning',
  a: 'inputAudio',
  A: 'outputAudio',
  R: 'cacheReadAudio',
  p: 'inputImage',
  P: 'outputImage',
  v: 'inputVideo',
  n: 'request',
  l: 'promptImage',
  L: 'image',
  h: 'webSearch',
  k: 'inputCharacter',
  K: 'outputCharacter',
  d: 'inputSecond',
  D: 'outputSecond',
  e: 'page',
  y: 'query',
} as const satisfies Record<string, Exclude<keyof Rates, 'tools'>>

export type ShortRate = keyof typeof RATE_NAMES
export type ShortRates = { [Name in ShortRate]?: number } & {
  T?: Record<string, number>
  t?: Array<[number, ShortRates]>
}
export type ShortPrices = ShortRates & {
  /** The tiers are marginal. */
  m?: 1
  s?: Record<string, ShortRates>
  /** Uplifts. */
  u?: Record<string, number>
  /** Hours: start, end, 1 for weekdays alone. */
  H?: Array<[string, string, 0 | 1, ShortRates]>
  f?: string
  c?: Array<[string, ShortPrices]>
}
