import type { Tool, ToolChoice, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime'
import {
  BadRequestError,
  type CallReport,
  type ChatTool,
  type FunctionTool,
  isRecord,
  type ProviderRequest,
} from '../../src/provider.js'
import { toCachePoints } from './cache-points.js'
import type { JsonOutput, ToolSpec } from './json-output.js'
import type { ModelFacts } from './models.js'
import { thinks } from './reasoning.js'

export interface ToolSetting {
  config: ToolConfiguration | undefined
  /** What Claude takes beyond Converse's fields. */
  fields: Record<string, unknown>
}

export interface ToolContext {
  facts: ModelFacts
  json: JsonOutput | undefined
  report: CallReport
}

/** Tools and the choice among them (quirks.md 91, 92, 101). */
export function toTools(request: ProviderRequest, context: ToolContext): ToolSetting {
  const { facts, json } = context
  if (json?.tool) {
    const choice: ToolChoice = facts.choices.includes('tool') ? { tool: { name: json.tool.name } } : { any: {} }
    return { config: { tools: [{ toolSpec: json.tool }], toolChoice: choice }, fields: {} }
  }
  // There is no choice "none": nothing is offered (quirks.md 91).
  if (request.tool_choice === 'none') return { config: undefined, fields: {} }
  const given = request.tools ?? []
  const native = given.filter(isClaudeTool)
  const tools = given.flatMap((tool, at) => (isClaudeTool(tool) ? [] : toTool(tool, `tools[${at}]`, context)))
  // https://docs.aws.amazon.com/nova/latest/nova2-userguide/web-grounding.html
  if (request.web_search_options) tools.push({ systemTool: { name: 'nova_grounding' } })
  if (tools.length === 0 && native.length === 0) return { config: undefined, fields: {} }
  const config = tools.length > 0 ? toConfig(tools, request, context) : undefined
  return { config, fields: { ...(native.length > 0 && { tools: native }), ...toParallel(request, config) } }
}

function toTool(tool: ChatTool, path: string, { facts, report }: ToolContext): Tool[] {
  const points = toCachePoints(isFunction(tool) ? tool.cache_control : undefined, facts, report)
  if (isFunction(tool)) return [{ toolSpec: toToolSpec(tool.function, facts, report) }, ...points]
  const own: unknown = 'systemTool' in tool ? tool['systemTool'] : undefined
  if (isRecord(own)) return [{ systemTool: { name: String(own['name']) } }]
  throw new BadRequestError(`${path}: Bedrock has no tools of type ${JSON.stringify(tool.type)}. Use "function".`, {
    param: path,
  })
}

function isFunction(tool: ChatTool): tool is FunctionTool {
  return tool.type === 'function' && 'function' in tool && isRecord(tool.function)
}

/** Anthropic's own tools: `bash_20250124` and the like. */
function isClaudeTool({ type }: ChatTool): boolean {
  return /_20\d{6}$/.test(String(type))
}

function toToolSpec(definition: FunctionTool['function'], facts: ModelFacts, report: CallReport): ToolSpec {
  const { name, description, parameters, strict } = definition
  if (strict && !facts.strict && !report.droppedParams.includes('strict')) report.droppedParams.push('strict')
  const json = { ...(isRecord(parameters) ? parameters : { properties: {} }), type: 'object' }
  return {
    name,
    ...(description?.trim() && { description }), // an empty one is refused (quirks.md 92)
    inputSchema: { json: json as NonNullable<ToolSpec['inputSchema']>['json'] & object }, // it came as JSON
    ...(strict && facts.strict && { strict }),
  }
}

function toConfig(tools: Tool[], request: ProviderRequest, context: ToolContext): ToolConfiguration {
  const { tool_choice: choice } = request
  const names = offeredNames(choice)
  const some = names && tools.filter(({ toolSpec }) => toolSpec?.name !== undefined && names.includes(toolSpec.name))
  // A named choice offers only that tool, so that models which cannot be forced are led to it (quirks.md 91).
  const offered = some?.length ? some : tools
  const toolChoice = toToolChoice(request, context)
  return { tools: offered, ...(toolChoice && { toolChoice }) }
}

function offeredNames(choice: ProviderRequest['tool_choice']): unknown[] | undefined {
  if (typeof choice !== 'object' || choice === null) return undefined
  if (choice.type === 'function') return [choice.function.name]
  if (choice.type !== 'allowed_tools') return undefined
  return choice.allowed_tools.tools.map((tool) =>
    isRecord(tool['function']) ? tool['function']['name'] : tool['name'],
  )
}

function toToolChoice(request: ProviderRequest, { facts, report }: ToolContext): ToolChoice | undefined {
  const { tool_choice: choice } = request
  if (choice === 'auto') return { auto: {} }
  const named = typeof choice === 'object' && choice?.type === 'function' ? choice.function.name : undefined
  const allowed = typeof choice === 'object' && choice?.type === 'allowed_tools' ? choice.allowed_tools.mode : undefined
  if (named === undefined && choice !== 'required' && allowed !== 'required') return undefined
  // Claude refuses a forced choice while it thinks (quirks.md 77).
  const choices = thinks(request, facts) ? [] : facts.choices
  if (named !== undefined && choices.includes('tool')) return { tool: { name: named } }
  if (choices.includes('any')) return { any: {} }
  report.droppedParams.push('tool_choice')
  return undefined
}

/**
 * Claude's own field; Converse has none. Bedrock merges it with the stated choice, and refuses a second type beside it
 * (https://github.com/BerriAI/litellm/issues/36536).
 */
function toParallel(
  { parallel_tool_calls: parallel }: ProviderRequest,
  config: ToolConfiguration | undefined,
): Record<string, unknown> {
  if (parallel !== false) return {}
  return { tool_choice: { ...(!config?.toolChoice && { type: 'auto' }), disable_parallel_tool_use: true } }
}
