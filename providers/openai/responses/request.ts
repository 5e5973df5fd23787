import {
  isRecord,
  type ProviderCall,
  type ProviderRequest,
  type ResponseFormat,
  tellOrphanResults,
} from '../../../src/provider.js'
import { isReasoningModel, lowestEffort } from '../models.js'
import { effortOfBudget } from '../reasoning.js'
import type { ResponsesContext } from './context.js'
import { toInput } from './input.js'
import { applyTools } from './tools.js'
import type { ResponsesBody } from './wire.js'

const ENCRYPTED_REASONING = 'reasoning.encrypted_content'
const LOGPROBS = 'message.output_text.logprobs'
/** Less is refused (58). */
const LEAST_OUTPUT_TOKENS = 16
/** Characters of `prompt_cache_key` that are taken (57). */
const CACHE_KEY_LENGTH = 64

/**
 * The request as `/responses` takes it. Stateless unless the caller says otherwise: nothing is stored, and reasoning
 * comes encrypted, to be sent back (59). Keys that nobody here knows go out as they are.
 */
export function toResponsesBody(
  request: ProviderRequest,
  call: Pick<ProviderCall, 'stream' | 'extraBody'>,
  context: ResponsesContext,
): ResponsesBody {
  const {
    messages,
    max_tokens,
    max_completion_tokens,
    reasoning_effort,
    thinking,
    response_format,
    verbosity,
    logprobs,
    tools: _1,
    tool_choice: _2,
    parallel_tool_calls: _3,
    web_search_options: _4,
    stream: _5,
    stream_options,
    ...rest
  } = request
  // The calls of a conversation that the vendor keeps are not in the messages.
  const { previous_response_id: previous, conversation }: Readonly<Record<string, unknown>> = {
    ...rest,
    ...call.extraBody,
  }
  const history = previous || conversation ? messages : tellOrphanResults(messages)
  const body: ResponsesBody = { ...rest, model: context.model, input: toInput(history, context) }
  body.store ??= false
  if (call.stream) body.stream = true
  if (call.stream && stream_options?.include_obfuscation !== undefined)
    body.stream_options = { include_obfuscation: stream_options.include_obfuscation }
  applyTools(body, request)
  applyReasoning(body, request, context)
  applyText(body, response_format, verbosity)
  applyInclude(body, Boolean(logprobs), context)
  applyLimits(body, max_completion_tokens ?? max_tokens, context)
  return body
}

/** With a summary, so that there is something to read. What the caller put into `reasoning` wins. */
function applyReasoning(body: ResponsesBody, request: ProviderRequest, context: ResponsesContext): void {
  const effort = effortOf(request, context)
  const stated = body.reasoning
  if (effort === undefined) return
  body.reasoning = {
    ...(effort !== 'default' && { effort }),
    ...(effort !== 'none' && context.openaiModels && { summary: 'auto' as const }),
    ...stated,
  }
}

/** `default`: the caller wants the model to think and says no more. Undefined: the caller said nothing. */
function effortOf(
  { reasoning_effort: effort, thinking }: ProviderRequest,
  { model, openaiModels }: ResponsesContext,
): Exclude<ProviderRequest['reasoning_effort'], null> | 'default' {
  if (effort) return effort
  if (thinking?.type === 'disabled')
    return !openaiModels ? 'none' : isReasoningModel(model) ? lowestEffort(model) : undefined
  if (thinking?.type === 'enabled') return effortOfBudget(thinking.budget_tokens) ?? 'default'
  return thinking ? 'default' : undefined
}

function applyText(
  body: ResponsesBody,
  format: ResponseFormat | undefined,
  verbosity: ProviderRequest['verbosity'],
): void {
  const stated = isRecord(body.text) ? body.text : undefined
  const ours = {
    ...(format && format.type !== 'text' && { format: toFormat(format) }),
    ...(verbosity && { verbosity }),
  }
  if (Object.keys(ours).length > 0) body.text = { ...ours, ...stated }
}

/** The schema lies flat beside its name. */
function toFormat(format: ResponseFormat): Readonly<Record<string, unknown>> {
  if (format.type !== 'json_schema') return { ...format }
  const { schema, ...rest } = format.json_schema
  return { ...rest, type: 'json_schema', schema: schema ?? {} }
}

function applyInclude(body: ResponsesBody, logprobs: boolean, context: ResponsesContext): void {
  const include = new Set(body.include)
  if (asksForReasoning(context)) include.add(ENCRYPTED_REASONING)
  if (logprobs) include.add(LOGPROBS)
  if (include.size > 0) body.include = [...include]
}

/** OpenAI's models that do not reason refuse to be asked for it. */
function asksForReasoning({ encryptedReasoning, openaiModels, model }: ResponsesContext): boolean {
  return encryptedReasoning && (!openaiModels || isReasoningModel(model))
}

function applyLimits(body: ResponsesBody, limit: number | null | undefined, { openaiModels }: ResponsesContext): void {
  if (limit !== undefined && limit !== null)
    body.max_output_tokens ??= openaiModels ? Math.max(limit, LEAST_OUTPUT_TOKENS) : limit
  const key = body.prompt_cache_key
  if (openaiModels && key && key.length > CACHE_KEY_LENGTH)
    body.prompt_cache_key = [...key].slice(0, CACHE_KEY_LENGTH).join('')
}
