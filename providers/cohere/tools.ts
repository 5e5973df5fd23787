import {
  BadRequestError,
  type CallReport,
  type ChatTool,
  type FunctionTool,
  isRecord,
  type ProviderRequest,
} from '../../src/provider.js'
import type { ChatBody, Tool } from './wire.js'

/** Tools and the choice among them: there is no word for a choice by name, so only the named are offered (quirks.md 136). */
export function toTools(
  request: ProviderRequest,
  report: CallReport,
): Pick<ChatBody, 'tools' | 'tool_choice' | 'strict_tools'> {
  const functions = (request.tools ?? []).map((tool, at) => toFunction(tool, `tools[${at}]`))
  if (functions.length === 0) return {}
  const offered = allowed(functions, request.tool_choice)
  const choice = toToolChoice(request.tool_choice)
  return {
    tools: offered.map(toTool),
    ...(choice && { tool_choice: choice }),
    ...toStrict(offered, report),
  }
}

function toFunction(tool: ChatTool, path: string): FunctionTool['function'] {
  if (tool.type === 'function' && 'function' in tool && isRecord(tool.function))
    return tool.function as FunctionTool['function'] // checked by its type, which a server tool cannot have
  throw new BadRequestError(`${path}: Cohere takes tools of type "function" only.`, { param: path })
}

function toTool({ name, description, parameters }: FunctionTool['function']): Tool {
  return {
    type: 'function',
    function: {
      name,
      ...(description && { description }),
      parameters: isRecord(parameters) ? parameters : { type: 'object', properties: {} },
    },
  }
}

function toToolChoice(choice: ProviderRequest['tool_choice']): ChatBody['tool_choice'] {
  if (choice === 'none') return 'NONE'
  if (choice === 'required') return 'REQUIRED'
  if (typeof choice !== 'object' || choice === null) return undefined
  return choice.type !== 'allowed_tools' || choice.allowed_tools.mode === 'required' ? 'REQUIRED' : undefined
}

function allowed(functions: FunctionTool['function'][], choice: ProviderRequest['tool_choice']) {
  if (typeof choice !== 'object' || choice === null) return functions
  const names =
    choice.type === 'allowed_tools'
      ? choice.allowed_tools.tools.map((tool) => (isRecord(tool['function']) ? tool['function']['name'] : tool['name']))
      : [choice.type === 'function' ? choice.function.name : choice.custom.name]
  const named = functions.filter(({ name }) => names.includes(name))
  return named.length > 0 ? named : functions
}

/**
 * Strictness is for all tools or none, and each needs a required parameter
 * (https://docs.cohere.com/docs/structured-outputs).
 */
function toStrict(functions: FunctionTool['function'][], report: CallReport): Pick<ChatBody, 'strict_tools'> {
  if (!functions.some(({ strict }) => strict === true)) return {}
  if (functions.every(({ strict, parameters }) => strict === true && hasRequired(parameters)))
    return { strict_tools: true }
  report.droppedParams.push('strict')
  return {}
}

const hasRequired = (schema: unknown): boolean =>
  isRecord(schema) && Array.isArray(schema['required']) && schema['required'].length > 0
