import { type ChatRequest, type ChatTool, isRecord } from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import { toMfjs, withoutAdditionalProperties } from './tool-schema.js'
import type { ChatBody, WireTool } from './wire.js'

/** Sets the tools and the choice among them in the host's form. An empty list is none: OpenAI refuses it. */
export function applyTools(
  body: ChatBody,
  tools: readonly ChatTool[],
  choice: ChatRequest['tool_choice'],
  dialect: Dialect,
): void {
  if (tools.length === 0) {
    body.tools = undefined
    body.tool_choice = undefined
    body.parallel_tool_calls = undefined
    return
  }
  let offered = tools
  if (choice !== undefined && dialect.toolChoice) {
    const { required = 'required', named } = dialect.toolChoice
    const some = named === 'filter' ? allowedBy(choice) : undefined
    if (some) offered = tools.filter((tool) => some.names.includes(nameOf(tool)))
    if (choice === 'required' || some) body.tool_choice = some?.mode === 'auto' ? 'auto' : required
  }
  body.tools = toTools(offered, dialect)
}

/** The tools that a choice leaves, where it is one among them. */
function allowedBy(choice: ChatRequest['tool_choice']): { mode: 'auto' | 'required'; names: unknown[] } | undefined {
  if (typeof choice !== 'object') return undefined
  if (choice.type === 'function') return { mode: 'required', names: [choice.function.name] }
  if (choice.type !== 'allowed_tools') return undefined
  const { mode, tools } = choice.allowed_tools
  return { mode, names: tools.map((tool) => (isRecord(tool['function']) ? tool['function']['name'] : tool['name'])) }
}

function nameOf(tool: ChatTool): string | undefined {
  const called = 'function' in tool ? tool.function : undefined
  return isRecord(called) && typeof called['name'] === 'string' ? called['name'] : undefined
}

/** The same list where no tool needs a change. */
function toTools(tools: readonly ChatTool[], dialect: Dialect): readonly WireTool[] {
  const made = tools.map((tool) => toTool(tool, dialect))
  return made.every((tool, at) => tool === tools[at]) ? tools : made
}

function toTool(tool: ChatTool, dialect: Dialect): WireTool {
  let out: WireTool = tool
  if (!dialect.cacheControl && 'cache_control' in out) {
    const { cache_control: _, ...rest } = out
    out = rest
  }
  if (!('function' in out) || !isRecord(out.function)) return out
  const called = toFunction(out.function, dialect)
  return called === out.function ? out : { ...out, function: called }
}

function toFunction(called: Record<string, unknown>, dialect: Dialect): Record<string, unknown> {
  let out = called
  if (!dialect.strictTools && 'strict' in out) {
    const { strict: _, ...rest } = out
    out = rest
  }
  if (!dialect.toolSchema || out['parameters'] === undefined) return out
  const rewrite = dialect.toolSchema === 'mfjs' ? toMfjs : withoutAdditionalProperties
  return { ...out, parameters: rewrite(out['parameters']) }
}
