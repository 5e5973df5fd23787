import type { ChatRequest } from '../contract/chat.js'
import { isRecord } from '../contract/is-record.js'
import { isStandardSchema } from '../contract/standard-schema.js'
import { checkMessages } from './check-messages.js'
import { checkFunctions, checkToolChoice, checkTools } from './check-tools.js'
import { wrongField, wrongNumber, wrongWord } from './field-error.js'

/**
 * Checks that a body is a chat request, before anything is sent. Runs on every call, so it walks plain loops, makes
 * no objects and builds a path only for an error. Null counts as absent; keys and part types that nobody knows pass.
 * @throws BadRequestError whose message begins with the path of the field and whose `param` is that path.
 */
export function checkRequest(body: unknown): asserts body is ChatRequest {
  if (!isRecord(body)) throw wrongField('body', 'an object', body)
  if (typeof body['model'] !== 'string' || body['model'] === '')
    throw wrongField('model', 'a non-empty string', body['model'])
  checkMessages(body['messages'])
  for (const key in body) {
    const value = body[key]
    if (value !== undefined && value !== null) FIELD_CHECKS.get(key)?.(key, value, body)
  }
}

type FieldCheck = (path: string, value: unknown, body: Readonly<Record<string, unknown>>) => void

// Complete by type: a parameter that a new version of OpenAI's types brings does not compile until it is here.
const FIELDS = {
  audio: checkObject,
  frequency_penalty: checkNumber,
  function_call: checkFunctionCall,
  functions: (_, value) => checkFunctions(value),
  logit_bias: checkLogitBias,
  logprobs: checkBoolean,
  max_completion_tokens: (path, value) => checkInteger(path, value, 1),
  max_tokens: (path, value) => checkInteger(path, value, 1),
  metadata: checkObject,
  modalities: checkStrings,
  moderation: checkObject,
  n: (path, value) => checkInteger(path, value, 1, 128),
  parallel_tool_calls: checkBoolean,
  prediction: checkObject,
  presence_penalty: checkNumber,
  prompt_cache_key: checkString,
  prompt_cache_options: checkObject,
  prompt_cache_retention: checkString,
  reasoning_effort: checkString,
  response_format: checkResponseFormat,
  safety_identifier: checkString,
  seed: (path, value) => checkInteger(path, value),
  service_tier: checkString,
  stop: checkStop,
  store: checkBoolean,
  stream: checkBoolean,
  stream_options: checkStreamOptions,
  temperature: checkNumber,
  thinking: checkThinking,
  tool_choice: (_, value, body) => checkToolChoice(value, body['tools']),
  tools: (_, value) => checkTools(value),
  top_k: (path, value) => checkInteger(path, value),
  top_logprobs: (path, value) => checkInteger(path, value, 0),
  top_p: checkNumber,
  user: checkString,
  verbosity: checkString,
  web_search_options: checkObject,
} satisfies Record<Exclude<keyof ChatRequest, 'model' | 'messages'>, FieldCheck>

/** A map, since a body may hold keys such as `constructor`. */
const FIELD_CHECKS: ReadonlyMap<string, FieldCheck> = new Map(Object.entries(FIELDS))

function checkBoolean(path: string, value: unknown): void {
  if (typeof value !== 'boolean') throw wrongField(path, 'a boolean', value)
}

function checkString(path: string, value: unknown): void {
  if (typeof value !== 'string') throw wrongField(path, 'a string', value)
}

function checkObject(path: string, value: unknown): void {
  if (!isRecord(value)) throw wrongField(path, 'an object', value)
}

function checkNumber(path: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongField(path, 'a finite number', value)
}

function checkInteger(path: string, value: unknown, least = -Infinity, most = Infinity): void {
  if (typeof value !== 'number') throw wrongField(path, 'an integer', value)
  if (!Number.isInteger(value)) throw wrongNumber(path, 'an integer', value)
  if (value < least || value > most)
    throw wrongNumber(
      path,
      most === Infinity ? `an integer of ${least} or more` : `an integer between ${least} and ${most}`,
      value,
    )
}

function checkStrings(path: string, value: unknown): void {
  if (!Array.isArray(value)) throw wrongField(path, 'an array of strings', value)
  for (let at = 0; at < value.length; at++)
    if (typeof value[at] !== 'string') throw wrongField(`${path}[${at}]`, 'a string', value[at])
}

function checkFunctionCall(path: string, value: unknown): void {
  if (typeof value !== 'string' && !isRecord(value)) throw wrongField(path, 'a string or an object', value)
}

function checkStop(path: string, value: unknown): void {
  if (typeof value === 'string') return
  if (!Array.isArray(value)) throw wrongField(path, 'a string or an array of strings', value)
  checkStrings(path, value)
}

function checkStreamOptions(path: string, value: unknown): void {
  if (!isRecord(value)) throw wrongField(path, 'an object', value)
  const usage = value['include_usage']
  if (usage !== undefined && usage !== null && typeof usage !== 'boolean')
    throw wrongField('stream_options.include_usage', 'a boolean', usage)
}

function checkLogitBias(path: string, value: unknown): void {
  if (!isRecord(value)) throw wrongField(path, 'an object', value)
  for (const token in value) {
    const bias = value[token]
    if (typeof bias !== 'number' || !Number.isFinite(bias))
      throw wrongField(`logit_bias[${JSON.stringify(token)}]`, 'a finite number', bias)
  }
}

function checkThinking(path: string, value: unknown): void {
  if (!isRecord(value)) throw wrongField(path, 'an object', value)
  const { type, budget_tokens: budget } = value
  if (type !== 'enabled' && type !== 'adaptive' && type !== 'disabled')
    throw wrongWord('thinking.type', '"enabled", "adaptive" or "disabled"', type)
  if (budget !== undefined && budget !== null) checkInteger('thinking.budget_tokens', budget, 0)
}

function checkResponseFormat(path: string, value: unknown): void {
  if (isStandardSchema(value)) return
  if (!isRecord(value)) throw wrongField(path, 'an object or a schema', value)
  if (typeof value['type'] !== 'string') throw wrongField('response_format.type', 'a string', value['type'])
  if (value['type'] !== 'json_schema') return
  const format = value['json_schema']
  if (!isRecord(format)) throw wrongField('response_format.json_schema', 'an object', format)
  if (typeof format['name'] !== 'string' || format['name'] === '')
    throw wrongField('response_format.json_schema.name', 'a non-empty string', format['name'])
  const { schema, strict } = format
  if (schema !== undefined && schema !== null && !isRecord(schema))
    throw wrongField('response_format.json_schema.schema', 'an object', schema)
  if (strict !== undefined && strict !== null && typeof strict !== 'boolean')
    throw wrongField('response_format.json_schema.strict', 'a boolean', strict)
}
