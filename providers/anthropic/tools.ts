import type { Tool, ToolChoice, ToolUnion, WebSearchTool20250305 } from '@anthropic-ai/sdk/resources/messages/messages'
import {
  BadRequestError,
  type CallReport,
  type ChatTool,
  type FunctionTool,
  isRecord,
  type ProviderRequest,
} from '../../src/provider.js'
import { sanitizeSchema } from './json-schema.js'
import type { ModelFacts } from './models.js'
import type { JsonOutput } from './response-format.js'

export interface ToolSetting {
  tools: ToolUnion[]
  choice?: ToolChoice
}

export interface ToolContext {
  facts: ModelFacts
  json: JsonOutput | undefined
  /** Whether the request turns thinking on. */
  thinks: boolean
  report: CallReport
}

/** Tools and the choice among them (quirks.md 77, 78). */
export function toTools(request: ProviderRequest, context: ToolContext): ToolSetting {
  const tools = (request.tools ?? []).map((tool, at) => toTool(tool, `tools[${at}]`, context))
  const search = toWebSearch(request.web_search_options)
  if (search && !tools.some((tool) => nameOf(tool) === search.name)) tools.push(search)
  const json = context.json && 'tool' in context.json ? context.json.tool : undefined
  if (json) return withJsonTool(json, tools, request, context)
  if (tools.length === 0) return { tools }
  const wanted = toToolChoice(request)
  const choice = withoutForce(wanted, context)
  // A call that may not be forced is made likelier by offering nothing else.
  const name = wanted?.type === 'tool' && choice?.type === 'auto' ? wanted.name : undefined
  const named = tools.filter((tool) => nameOf(tool) === name)
  const offered = name !== undefined && named.length > 0 ? named : allowed(tools, request.tool_choice)
  return { tools: offered, ...(choice && { choice: withParallel(choice, request) }) }
}

/** The hidden tool beside the caller's: one of them must be called, and only one. */
function withJsonTool(json: Tool, tools: ToolUnion[], request: ProviderRequest, context: ToolContext): ToolSetting {
  const others = request.tool_choice === 'none' ? [] : allowed(tools, request.tool_choice)
  const forced: ToolChoice = others.length === 0 ? { type: 'tool', name: json.name } : { type: 'any' }
  const choice = mayForce(context) ? forced : ({ type: 'auto' } as const)
  return { tools: [...others, json], choice: { ...choice, disable_parallel_tool_use: true } }
}

function toTool(tool: ChatTool, path: string, { facts, report }: ToolContext): ToolUnion {
  if (isFunction(tool)) {
    const { type: _, function: definition, ...own } = tool
    const schema = isRecord(definition.parameters) ? definition.parameters : { properties: {} }
    const strict = definition.strict === true && facts.structured
    if (definition.strict === true && !strict && !report.droppedParams.includes('strict'))
      report.droppedParams.push('strict')
    return {
      name: definition.name,
      ...(definition.description && { description: definition.description }),
      input_schema: { ...(strict ? sanitizeSchema(schema) : schema), type: 'object' },
      ...(strict && { strict }),
      ...own,
    }
  }
  if (tool.type === 'custom' && !('input_schema' in tool))
    throw new BadRequestError(`${path}: Anthropic has no free-form tools. Use one of type "function".`, { param: path })
  return tool as unknown as ToolUnion // the vendor's own form, which it checks itself
}

function isFunction(tool: ChatTool): tool is FunctionTool {
  return tool.type === 'function' && 'function' in tool && isRecord(tool.function)
}

/** How often the model may search, by how much context is wanted. */
const MAX_USES = { low: 1, medium: 5, high: 10 } as const

function toWebSearch(options: ProviderRequest['web_search_options']): WebSearchTool20250305 | undefined {
  if (!options) return undefined
  const place = options.user_location?.approximate
  return {
    type: 'web_search_20250305',
    name: 'web_search',
    ...(options.search_context_size && { max_uses: MAX_USES[options.search_context_size] }),
    ...(place && { user_location: { type: 'approximate', ...place } }),
  }
}

function toToolChoice({ tool_choice: choice, parallel_tool_calls: parallel }: ProviderRequest): ToolChoice | undefined {
  if (choice === 'required') return { type: 'any' }
  if (choice === 'none' || choice === 'auto') return { type: choice }
  if (choice?.type === 'function') return { type: 'tool', name: choice.function.name }
  if (choice?.type === 'custom') return { type: 'tool', name: choice.custom.name }
  if (choice?.type === 'allowed_tools') return { type: choice.allowed_tools.mode === 'required' ? 'any' : 'auto' }
  return parallel === false ? { type: 'auto' } : undefined
}

/** A forced choice is refused while the model thinks, and by some models always (quirks.md 77). */
const mayForce = ({ facts, thinks }: ToolContext): boolean => facts.forcedTools && !thinks

function withoutForce(choice: ToolChoice | undefined, context: ToolContext): ToolChoice | undefined {
  if ((choice?.type !== 'any' && choice?.type !== 'tool') || mayForce(context)) return choice
  context.report.droppedParams.push('tool_choice')
  return { type: 'auto' }
}

function withParallel(choice: ToolChoice, { parallel_tool_calls: parallel }: ProviderRequest): ToolChoice {
  return parallel === false && choice.type !== 'none' ? { ...choice, disable_parallel_tool_use: true } : choice
}

function allowed(tools: ToolUnion[], choice: ProviderRequest['tool_choice']): ToolUnion[] {
  if (typeof choice !== 'object' || choice?.type !== 'allowed_tools') return tools
  const names = choice.allowed_tools.tools.map((tool) =>
    isRecord(tool['function']) ? tool['function']['name'] : tool['name'],
  )
  return tools.filter((tool) => names.includes(nameOf(tool)))
}

function nameOf(tool: ToolUnion): string | undefined {
  return 'name' in tool ? tool.name : undefined
}
