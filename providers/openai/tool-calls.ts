import { isRecord, type ProviderRequest, randomId, type ThinkingBlock, type ToolCall } from '../../src/provider.js'

/**
 * The tool calls of a whole answer. Ids that are empty, null or used twice are replaced (11, 144); arguments that are
 * missing, `""` or null are `{}`, and objects become text (14). Entries without a name are none (Snowflake).
 * @param cut the answer was cut off by its length: a call without arguments may be the half of one (37).
 */
export function toToolCalls(calls: unknown, cut = false): ToolCall[] {
  if (!Array.isArray(calls)) return []
  const taken = new Set<string>()
  return calls.flatMap((call: unknown) => {
    const named = isRecord(call) ? toToolCall(call, cut ? '' : '{}') : undefined
    if (!named) return []
    if (!isUsable(named.id) || taken.has(named.id)) named.id = randomId('call_')
    taken.add(named.id)
    return [named]
  })
}

function isUsable(id: string): boolean {
  return id !== '' && id !== 'null'
}

function toToolCall(call: Readonly<Record<string, unknown>>, none: string): ToolCall | undefined {
  const { function: called, custom } = call
  const id = typeof call['id'] === 'string' ? call['id'] : ''
  if (isRecord(called) && typeof called['name'] === 'string' && called['name'] !== '')
    return {
      id,
      type: 'function',
      function: { name: called['name'], arguments: toArguments(called['arguments'], none) },
    }
  if (isRecord(custom) && typeof custom['name'] === 'string' && custom['name'] !== '')
    return {
      id,
      type: 'custom',
      custom: { name: custom['name'], input: typeof custom['input'] === 'string' ? custom['input'] : '' },
    }
  return undefined
}

/** The arguments of a call as JSON text. */
export function toArguments(value: unknown, none = '{}'): string {
  if (value === undefined || value === null || value === '' || value === 'null') return none
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * Google's endpoint in OpenAI's form signs a message or a call in `extra_content` and wants it back in its place
 * (119). `call` is the position of the call.
 */
export function extraContentBlock(extra: unknown, provider: string, call?: number): ThinkingBlock | undefined {
  if (!isRecord(extra)) return undefined
  const google = isRecord(extra['google']) ? extra['google'] : {}
  const signature = google['thought_signature']
  return {
    type: 'redacted_thinking',
    data: typeof signature === 'string' ? signature : '',
    provider,
    detail: { extra_content: extra, ...(call !== undefined && { call }) },
  }
}

const keyOf = (call: ToolCall): string =>
  call.type === 'function' ? `${call.function.name}\n${call.function.arguments}` : ''

/** The calls of the history where JSON is asked for: this host may repeat one of them beside the text (135). */
export function earlierCallsOf({
  messages,
  response_format: format,
}: ProviderRequest): ReadonlySet<string> | undefined {
  if (format?.type !== 'json_object' && format?.type !== 'json_schema') return undefined
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []))
  return calls.length > 0 ? new Set(calls.map(keyOf)) : undefined
}

/** The calls that are not a repetition. */
export function newCalls(calls: readonly ToolCall[], earlier: ReadonlySet<string>): ToolCall[] {
  return calls.filter((call) => !earlier.has(keyOf(call)))
}
