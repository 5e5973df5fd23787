import type { FunctionCallingConfig, FunctionCallingConfigMode, Tool, ToolConfig } from '@google/genai'
import {
  BadRequestError,
  type CallReport,
  type ChatTool,
  type FunctionTool,
  isRecord,
  type ProviderRequest,
} from '../../src/provider.js'
import { isEmptyObject, type OpenApiSchema, toOpenApiSchema } from './json-schema.js'
import type { Api } from './media-parts.js'
import type { ModelFacts } from './models.js'

interface Declaration {
  name: string
  description?: string
  parameters?: OpenApiSchema
  parametersJsonSchema?: unknown
}

/** The SDK's tool, with a schema in words in place of its enums. */
export type VendorTool = Omit<Tool, 'functionDeclarations'> & { functionDeclarations?: Declaration[] }
export type VendorToolConfig = Omit<ToolConfig, 'functionCallingConfig'> & {
  functionCallingConfig?: Omit<FunctionCallingConfig, 'mode'> & { mode?: `${FunctionCallingConfigMode}` }
}

export interface ToolContext {
  api: Api
  facts: ModelFacts
  report: CallReport
}

/** Tools and the choice between them (quirks.md 111, 112). */
export function toTools(
  request: ProviderRequest,
  { api, facts, report }: ToolContext,
): { tools: VendorTool[]; toolConfig: VendorToolConfig | undefined } {
  const all = request.tools ?? []
  const functions = allowed(all.filter(isFunction), request.tool_choice)
  const servers = all.flatMap((tool, at) => (isFunction(tool) ? [] : [toServerTool(tool, `tools[${at}]`)]))
  if (request.web_search_options && !servers.some((tool) => 'googleSearch' in tool)) servers.push({ googleSearch: {} })
  const declarations = functions.map((tool) => toDeclaration(tool, facts))
  const tools: VendorTool[] = [...(declarations.length > 0 ? [{ functionDeclarations: declarations }] : []), ...servers]
  const mixed = declarations.length > 0 && servers.length > 0 && facts.mixedTools
  const calling = declarations.length > 0 ? toCalling(request.tool_choice, functions, mixed) : undefined
  // A choice is between functions: the vendor uses its own tools as it sees fit.
  const { tool_choice: choice } = request
  if (declarations.length === 0 && servers.length > 0 && choice && choice !== 'auto')
    report.droppedParams.push('tool_choice')
  const toolConfig: VendorToolConfig = {
    ...(calling && { functionCallingConfig: calling }),
    ...(mixed && api === 'gemini' && { includeServerSideToolInvocations: true }),
  }
  return { tools, toolConfig: Object.keys(toolConfig).length > 0 ? toolConfig : undefined }
}

function isFunction(tool: ChatTool): tool is FunctionTool {
  return tool.type === 'function' && 'function' in tool && isRecord(tool.function)
}

function toDeclaration({ function: definition }: FunctionTool, facts: ModelFacts): Declaration {
  const { name, description, parameters } = definition
  return {
    name,
    ...(description && { description }),
    ...(!isEmptyObject(parameters) &&
      (facts.jsonSchemaTools ? { parametersJsonSchema: parameters } : { parameters: toOpenApiSchema(parameters) })),
  }
}

/** A tool that Google runs, in its own form: `{ googleSearch: {} }`, with or without a type beside it. */
function toServerTool(tool: ChatTool, path: string): VendorTool {
  const { type: _, ...own }: Record<string, unknown> = { ...tool }
  if (tool.type === 'custom' || Object.keys(own).length === 0)
    throw new BadRequestError(
      `${path}: Gemini takes functions and its own tools ({ googleSearch: {} }), not a tool of type ${JSON.stringify(tool.type)}.`,
      { param: path },
    )
  return own
}

type Choice = ProviderRequest['tool_choice']
type Calling = NonNullable<VendorToolConfig['functionCallingConfig']>

function toCalling(choice: Choice, functions: readonly FunctionTool[], mixed: boolean): Calling | undefined {
  if (choice === 'none') return { mode: 'NONE' }
  if (choice === 'required') return { mode: 'ANY' }
  if (typeof choice === 'object' && choice) {
    if (choice.type === 'function') return { mode: 'ANY', allowedFunctionNames: [choice.function.name] }
    if (choice.type === 'allowed_tools' && choice.allowed_tools.mode === 'required') return { mode: 'ANY' }
  }
  // Arguments that fit their schema: asked for by a strict tool, needed beside Google's own.
  if (mixed || functions.some((tool) => tool.function.strict)) return { mode: 'VALIDATED' }
  return choice === 'auto' ? { mode: 'AUTO' } : undefined
}

function allowed(functions: FunctionTool[], choice: Choice): FunctionTool[] {
  if (typeof choice !== 'object' || choice?.type !== 'allowed_tools') return functions
  const names = choice.allowed_tools.tools.map((tool) =>
    isRecord(tool['function']) ? tool['function']['name'] : tool['name'],
  )
  return functions.filter((tool) => names.includes(tool.function.name))
}
