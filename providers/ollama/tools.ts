import { BadRequestError, type ChatTool, isRecord, type ProviderRequest } from '../../src/provider.js'
import type { Tool } from './wire.js'

/** The tools that may be called: none where the request says so. */
export function toTools({ tools, tool_choice: choice }: ProviderRequest): Tool[] {
  if (choice === 'none') return []
  const all = (tools ?? []).map((tool, at) => toTool(tool, `tools[${at}]`))
  if (typeof choice !== 'object' || choice?.type !== 'allowed_tools') return all
  const names = choice.allowed_tools.tools.map((tool) =>
    isRecord(tool['function']) ? tool['function']['name'] : tool['name'],
  )
  return all.filter((tool) => names.includes(tool.function.name))
}

function toTool(tool: ChatTool, path: string): Tool {
  const called = tool.type === 'function' && 'function' in tool ? tool.function : undefined
  if (!isRecord(called))
    throw new BadRequestError(`${path}: Ollama takes tools of type "function" only.`, { param: path })
  const { name, description, parameters } = called
  return {
    type: 'function',
    function: {
      name: String(name),
      ...(typeof description === 'string' && description !== '' && { description }),
      parameters: isRecord(parameters) ? parameters : { type: 'object', properties: {} },
    },
  }
}
