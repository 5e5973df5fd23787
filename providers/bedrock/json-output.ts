import type { Tool } from '@aws-sdk/client-bedrock-runtime'
import { isRecord, type ProviderRequest } from '../../src/provider.js'
import type { ModelFacts } from './models.js'
import { thinks } from './reasoning.js'

export type ToolSpec = NonNullable<Tool['toolSpec']>

/**
 * How the answer is made JSON (quirks.md 101): by a tool that the caller never sees, whose arguments are the answer,
 * or by an instruction and a look at what was written.
 */
export type JsonOutput = { tool: ToolSpec; prompted?: undefined } | { tool?: undefined; prompted: string }

export function toJsonOutput(request: ProviderRequest, facts: ModelFacts): JsonOutput | undefined {
  const format = request.response_format
  if (format?.type !== 'json_object' && format?.type !== 'json_schema') return undefined
  if ('outputConfig' in request) return undefined // the caller uses the model's own grammar
  const given = format.type === 'json_schema' ? format.json_schema : undefined
  const schema = isRecord(given?.schema) ? given.schema : undefined
  const hasTools = Boolean(request.tools?.length) && request.tool_choice !== 'none'
  // A tool must be an object, must be forced, and beside others would keep the model from answering in words at all.
  if (facts.choices.includes('any') && !hasTools && !thinks(request, facts) && isObjectSchema(schema))
    return { tool: jsonTool(schema, given?.description) }
  return { prompted: toInstruction(schema) }
}

function isObjectSchema(schema: Record<string, unknown> | undefined): boolean {
  return schema === undefined || schema['type'] === 'object' || isRecord(schema['properties'])
}

function jsonTool(schema: Record<string, unknown> | undefined, description: string | undefined): ToolSpec {
  const json = schema ? { ...schema, type: 'object' } : { type: 'object', additionalProperties: true }
  return {
    name: 'json',
    description: description || 'Gives the answer to the user as JSON. Call it to answer.',
    inputSchema: { json: json as NonNullable<ToolSpec['inputSchema']>['json'] & object }, // it came as JSON
  }
}

function toInstruction(schema: unknown): string {
  const only = 'Answer with JSON only: no other text before or after it, and no code fence.'
  return schema === undefined ? only : `${only} The JSON must fit this JSON Schema:\n${JSON.stringify(schema)}`
}

/** The JSON in a text, without a fence or talk around it; a text that holds none stays as it is. */
export function extractJson(text: string): string {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1]
  const candidates = [text, fenced, between(text, '{', '}'), between(text, '[', ']')]
  return candidates.find((candidate) => candidate !== undefined && isJson(candidate))?.trim() ?? text
}

function between(text: string, open: string, close: string): string | undefined {
  const from = text.indexOf(open)
  const to = text.lastIndexOf(close)
  return from >= 0 && to > from ? text.slice(from, to + 1) : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
