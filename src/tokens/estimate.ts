import type { ChatMessage, ChatRequest, ContentPart } from '../contract/chat.js'
import type { EmbeddingRequest } from '../contract/embedding.js'
import type { AnyRequest } from '../contract/hooks.js'
import { callsIn } from './calls-in.js'
import type { MediaRules } from './media-rules.js'
import { tokenRulesOf } from './models.js'

/** Characters that are looked at one by one. A longer text is judged by as many of them, spread over it. */
const SAMPLE = 1024
/** Characters a token, for prose and code in Latin letters; other alphabets; Chinese, Japanese, Korean and emoji. */
const LATIN = 4
const OTHER = 2.2
const IDEOGRAPHIC = 1.1
const MESSAGE = 4
/** An image, a file or a sound is not read here: 1,024 × 1,024, a page, ten seconds. */
const SIZE = { width: 1024, height: 1024 }
const SECONDS = 10

/**
 * Input tokens of a request at a glance: no tokenizer is loaded and nothing awaited. For limits and reservations, where a
 * fifth more or less does no harm; `countTokens` is for the rest. Throws nothing, whatever the body holds.
 */
export function estimateTokens(request: AnyRequest): number {
  const tokens = 'messages' in request ? chatTokens(request) : inputTokens(request.input)
  return Number.isFinite(tokens) ? Math.ceil(tokens) : 0
}

function chatTokens({ model, messages, tools, functions, response_format: format }: ChatRequest): number {
  const { media, calibration, template } = tokenRulesOf(model)
  let tokens = calibration?.request ?? template?.request ?? 0
  for (const message of messages) tokens += MESSAGE + messageTokens(message, media)
  const definitions = jsonLength(tools) + jsonLength(functions)
  if (definitions > 0) tokens += (calibration?.tools ?? Math.max(0, template?.tools ?? 0)) + definitions / LATIN
  // A schema object of another library holds more than it says; only JSON Schema is measured.
  if (format && 'json_schema' in format) tokens += jsonLength(format.json_schema) / LATIN
  return tokens
}

/** Of an embedding: texts, or lists of tokens. */
function inputTokens(input: EmbeddingRequest['input']): number {
  if (typeof input === 'string') return textTokens(input)
  let tokens = 0
  for (const item of input)
    tokens += typeof item === 'string' ? textTokens(item) : typeof item === 'number' ? 1 : item.length
  return tokens
}

function messageTokens(message: ChatMessage, media: MediaRules): number {
  let tokens = 0
  const { content } = message
  if (typeof content === 'string') tokens += textTokens(content)
  else if (Array.isArray(content)) for (const part of content) tokens += partTokens(part, media)
  if (message.role === 'assistant' && (message.tool_calls || message.function_call))
    for (const { name, input } of callsIn(message)) tokens += MESSAGE + textTokens(name) + textTokens(input)
  return tokens
}

function partTokens(part: ContentPart | { type: 'refusal'; refusal: string }, media: MediaRules): number {
  switch (part.type) {
    case 'text':
      return textTokens(part.text)
    case 'refusal':
      return textTokens(part.refusal)
    case 'image_url':
      return media.image(SIZE, part.image_url.detail === 'low' ? 'low' : 'high')
    case 'file':
      return media.page
    case 'input_audio':
      return media.audioSecond * SECONDS
    default:
      return 0
  }
}

/** Tokens of a text by its length and alphabets. */
function textTokens(text: string): number {
  const { length } = text
  const step = length <= SAMPLE ? 1 : Math.floor(length / SAMPLE)
  let seen = 0
  let tokens = 0
  for (let at = 0; at < length; at += step) {
    const unit = text.charCodeAt(at)
    tokens += unit < 0x250 ? 1 / LATIN : unit < 0x2e80 ? 1 / OTHER : 1 / IDEOGRAPHIC
    seen++
  }
  return seen === 0 ? 0 : (tokens * length) / seen
}

/** About how long a value is as JSON, without making it. */
function jsonLength(value: unknown): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object') return 4
  let length = 2
  if (Array.isArray(value)) for (const item of value) length += jsonLength(item) + 1
  else for (const key in value) length += key.length + 4 + jsonLength((value as Record<string, unknown>)[key]) // a plain object of JSON
  return length
}
