import { type ChatRequest, type ChatTool, isRecord } from '../../../src/provider.js'
import type { ResponsesBody, VendorThing, WireTool } from './wire.js'

type Fields = Readonly<Record<string, unknown>>

/** Sets the tools and the choice among them. An empty list is none. */
export function applyTools(body: ResponsesBody, request: ChatRequest | Omit<ChatRequest, 'model'>): void {
  const { tools, tool_choice, web_search_options, parallel_tool_calls } = request
  const wire: WireTool[] = (tools ?? []).map(toTool)
  if (web_search_options) wire.push(toWebSearch(web_search_options))
  if (wire.length === 0) return
  body.tools = wire
  if (tool_choice !== undefined && tool_choice !== null) body.tool_choice = toToolChoice(tool_choice)
  if (parallel_tool_calls !== undefined) body.parallel_tool_calls = parallel_tool_calls
}

/** Functions lie flat here; tools that the vendor runs itself go as they are. */
function toTool(tool: ChatTool): WireTool {
  const fields: Fields = { ...tool }
  const { cache_control: _, function: called, custom, type, ...rest } = fields
  if (type === 'function' && isRecord(called)) return { ...rest, ...toFunction(called), type }
  if (type === 'custom' && isRecord(custom)) return { ...rest, ...custom, ...flatFormat(custom), type }
  const { cache_control: __, ...own } = fields
  return own
}

/** `/responses` is strict unless told otherwise, chat completions is not: what the caller means is said. */
function toFunction(called: Fields): Fields {
  const { strict, parameters } = called
  return {
    ...called,
    parameters: parameters ?? { type: 'object', properties: {}, additionalProperties: false },
    strict: strict ?? false,
  }
}

/** `{ type: 'grammar', grammar: { syntax, definition } }` lies flat too. */
function flatFormat({ format }: Fields): Fields {
  if (!isRecord(format) || !isRecord(format['grammar'])) return {}
  const { grammar, ...rest } = format
  return { format: { ...rest, ...(isRecord(grammar) && grammar) } }
}

function toWebSearch(options: NonNullable<ChatRequest['web_search_options']>): VendorThing {
  const { user_location, ...rest } = options
  const place = user_location?.approximate
  return { ...rest, type: 'web_search', ...(place && { user_location: { type: 'approximate', ...place } }) }
}

function toToolChoice(choice: NonNullable<ChatRequest['tool_choice']>): ResponsesBody['tool_choice'] {
  if (typeof choice === 'string') return choice
  const fields: Fields = { ...choice }
  const { type } = choice
  if (type !== 'allowed_tools') return flatNamed(fields, type)
  const { allowed_tools } = choice
  return {
    type,
    mode: allowed_tools.mode,
    tools: allowed_tools.tools.map((tool) => flatNamed(tool, String(tool['type']))),
  }
}

/** `{ type: 'function', function: { name } }` as `{ type: 'function', name }`. */
function flatNamed(fields: Fields, type: string): VendorThing {
  const { function: called, custom, ...rest } = fields
  const named = type === 'function' ? called : type === 'custom' ? custom : undefined
  return isRecord(named) ? { ...rest, ...named, type } : { ...fields, type }
}
