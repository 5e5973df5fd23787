// Two calculations that are not ours: genai-prices with its own data, and LiteLLM's table by LiteLLM's rules.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calcPrice } from '@pydantic/genai-prices'
import { isRecord } from '../../src/provider.js'
import type { Replayed } from './replay.js'

/** What they take: the vendor's counts, tokens that are billed in place of those counted where the vendor says so. */
export interface Counted {
  prompt: number
  completion: number
  cached: number
  written: number
  audio: number
  answerAudio: number
}

const BILLED = /"billed_units":\s*\{\s*"input_tokens":\s*([\d.]+),\s*"output_tokens":\s*([\d.]+)/g

export function countedIn({ recording, usage }: Replayed): Counted | undefined {
  if (usage === undefined) return undefined
  const { body } = recording.response
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const billed = [...text.matchAll(BILLED)].at(-1)
  const prompt = billed ? Number(billed[1]) : usage.prompt_tokens
  return {
    prompt,
    completion: billed ? Number(billed[2]) : usage.completion_tokens,
    cached: Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, prompt),
    written: usage.prompt_tokens_details?.cache_creation_tokens ?? 0,
    audio: usage.prompt_tokens_details?.audio_tokens ?? 0,
    answerAudio: usage.completion_tokens_details?.audio_tokens ?? 0,
  }
}

const GENAI: Readonly<Record<string, string>> = {
  gemini: 'google',
  vertex: 'google',
  bedrock: 'aws',
  bedrock_mantle: 'aws',
  together_ai: 'together',
  xai: 'x-ai',
}

/** USD; undefined where genai-prices does not know the model, or not this use of it. */
export function genaiPrice({ meta }: Replayed, counted: Counted, timestamp: Date): number | undefined {
  const counts: Array<[string, number]> = [
    ['cache_read_tokens', counted.cached],
    ['cache_write_tokens', counted.written],
    ['input_audio_tokens', counted.audio],
    ['output_audio_tokens', counted.answerAudio],
  ]
  const usage = {
    input_tokens: counted.prompt,
    output_tokens: counted.completion,
    ...Object.fromEntries(counts.filter(([, count]) => count > 0)),
  }
  try {
    return calcPrice(usage, meta.model, { providerId: GENAI[meta.provider] ?? meta.provider, timestamp })?.total_price
  } catch {
    return undefined
  }
}

const LITELLM: Readonly<Record<string, readonly string[]>> = {
  vertex: ['vertex_ai/', ''],
  bedrock: [''],
  anthropic: [''],
  openai: [''],
  cohere: [''],
}
const FILE = join(import.meta.dirname, '../../../shared/data/model_prices.json')
const TABLE: Readonly<Record<string, unknown>> = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}
const SIZES = [272_000, 200_000, 128_000] as const

function entryOf({ meta }: Replayed): Readonly<Record<string, unknown>> | undefined {
  const prefixes = LITELLM[meta.provider] ?? [`${meta.provider}/`]
  return prefixes.map((prefix) => TABLE[prefix + meta.model]).find(isRecord)
}

/** Whether the table takes tokens read from the cache for ordinary ones. */
export function lacksCachePrice(answer: Replayed): boolean {
  const entry = entryOf(answer)
  return entry !== undefined && entry['cache_read_input_token_cost'] === undefined
}

/** USD, by the rules of LiteLLM's `generic_cost_per_token`; undefined where its table does not have the model. */
export function litellmPrice(answer: Replayed, counted: Counted): number | undefined {
  const entry = entryOf(answer)
  if (entry === undefined || !entry['input_cost_per_token']) return undefined
  const size = SIZES.find(
    (tokens) => counted.prompt > tokens && `input_cost_per_token_above_${tokens / 1_000}k_tokens` in entry,
  )
  const rate = (name: string): number | undefined => {
    const value = (size && entry[`${name}_above_${size / 1_000}k_tokens`]) ?? entry[name]
    return typeof value === 'number' ? value : undefined
  }
  const input = rate('input_cost_per_token') ?? 0
  const output = rate('output_cost_per_token') ?? 0
  const { prompt, completion, cached, written, audio, answerAudio } = counted
  return (
    Math.max(0, prompt - cached - written - audio) * input +
    cached * (rate('cache_read_input_token_cost') ?? input) +
    written * (rate('cache_creation_input_token_cost') ?? input) +
    audio * (rate('input_cost_per_audio_token') ?? input) +
    (completion - answerAudio) * output +
    answerAudio * (rate('output_cost_per_audio_token') ?? output)
  )
}
