import type { OutputConfig, Tool } from '@anthropic-ai/sdk/resources/messages/messages'
import { isRecord, type ProviderRequest } from '../../src/provider.js'
import { hasFreeKeys, sanitizeSchema } from './json-schema.js'
import type { ModelFacts } from './models.js'

/**
 * How the answer is made JSON (quirks.md 79): by the model's own grammar, or by a tool that the caller never sees,
 * whose arguments are the answer.
 */
export type JsonOutput = { format: NonNullable<OutputConfig['format']> } | { tool: Tool }

export function toJsonOutput(request: ProviderRequest, facts: ModelFacts): JsonOutput | undefined {
  const format = request.response_format
  if (format?.type === 'json_object') return { tool: jsonTool(request, undefined, undefined) }
  if (format?.type !== 'json_schema') return undefined
  const { schema, description } = format.json_schema
  if (isRecord(schema) && facts.structured && !hasFreeKeys(schema))
    return { format: { type: 'json_schema', schema: sanitizeSchema(schema) } }
  return { tool: jsonTool(request, schema, description) }
}

/** The name of the hidden tool, where the request has one. */
export function jsonToolOf(request: ProviderRequest, facts: ModelFacts): string | undefined {
  const output = toJsonOutput(request, facts)
  return output && 'tool' in output ? output.tool.name : undefined
}

function jsonTool(request: ProviderRequest, schema: unknown, description: string | undefined): Tool {
  const taken = new Set(request.tools?.map(nameOf))
  let name = 'json'
  while (taken.has(name)) name += '_'
  return {
    name,
    description: description ?? 'Gives the answer to the user as JSON. Call it to answer.',
    input_schema: isRecord(schema) ? { ...schema, type: 'object' } : { type: 'object', additionalProperties: true },
  }
}

function nameOf(tool: NonNullable<ProviderRequest['tools']>[number]): string | undefined {
  if ('function' in tool && isRecord(tool.function)) return String(tool.function['name'])
  return 'name' in tool && typeof tool.name === 'string' ? tool.name : undefined
}
