import type { ContentBlock, ConverseCommandInput, ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime'
import type { ChatMessage, ChatTool, ContentPart, ProviderRequest } from '../../src/provider.js'

/** What a recorded request holds that a chat completion cannot say. */
export class NotSayable extends Error {}

/** A recorded request of Converse as the chat completion that asks for the same; its bytes are base64, as on the wire. */
export function toChatRequest(recorded: ConverseCommandInput): Partial<ProviderRequest> & Record<string, unknown> {
  const { messages = [], system = [], toolConfig, inferenceConfig: settings, modelId: _, ...rest } = recorded
  const instructions: ChatMessage[] = system.map((block) => ({
    role: 'system',
    content: [{ type: 'text', text: block.text ?? notSayable(block) }],
  }))
  const choice = toolConfig?.toolChoice
  return {
    ...rest,
    messages: [...instructions, ...messages.flatMap(({ role, content = [] }) => toMessages(role, content))],
    max_tokens: settings?.maxTokens ?? null,
    temperature: settings?.temperature ?? null,
    top_p: settings?.topP ?? null,
    stop: settings?.stopSequences ?? null,
    ...(toolConfig?.tools && { tools: toolConfig.tools.map(toTool) }),
    ...(choice?.auto && { tool_choice: 'auto' }),
    ...(choice?.any && { tool_choice: 'required' }),
    ...(choice?.tool && { tool_choice: { type: 'function', function: { name: choice.tool.name ?? '' } } }),
  }
}

type Tools = NonNullable<NonNullable<ConverseCommandInput['toolConfig']>['tools']>

function toTool({ toolSpec, ...other }: Tools[number]): ChatTool {
  if (!toolSpec?.name) return notSayable(other)
  const { name, description, inputSchema, strict } = toolSpec
  const parameters = inputSchema?.json as Record<string, unknown> // a schema of arguments is an object
  return {
    type: 'function',
    function: { name, parameters, ...(description && { description }), ...(strict && { strict }) },
  }
}

function toMessages(role: string | undefined, content: readonly ContentBlock[]): ChatMessage[] {
  if (role === 'assistant') return [toAssistant(content)]
  const results = content.flatMap(({ toolResult }): ChatMessage[] =>
    toolResult
      ? [{ role: 'tool', tool_call_id: toolResult.toolUseId ?? '', content: (toolResult.content ?? []).map(toPart) }]
      : [],
  )
  const others = content.filter((block) => !block.toolResult).map(toPart)
  return others.length > 0 ? [...results, { role: 'user', content: others }] : results
}

function toAssistant(content: readonly ContentBlock[]): ChatMessage {
  const texts = content.flatMap(({ text }) => (text === undefined ? [] : [{ type: 'text' as const, text }]))
  const calls = content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : []))
  if (texts.length + calls.length < content.length) return notSayable(content)
  const toCall = ({ toolUseId: id = '', name = '', input }: (typeof calls)[number]) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: JSON.stringify(input) },
  })
  return { role: 'assistant', content: texts, ...(calls.length > 0 && { tool_calls: calls.map(toCall) }) }
}

function toPart(block: ContentBlock | ToolResultContentBlock): ContentPart {
  if (block.text !== undefined) return { type: 'text', text: block.text }
  if (block.image?.source?.bytes)
    return {
      type: 'image_url',
      image_url: { url: `data:image/${block.image.format};base64,${String(block.image.source.bytes)}` },
    }
  // Converse's own parts can be said as they are, beyond OpenAI's types.
  for (const [type, own] of Object.entries(block))
    if (['document', 'guardContent', 'video'].includes(type)) return { type, [type]: own } as unknown as ContentPart
  return notSayable(block)
}

function notSayable(block: object): never {
  throw new NotSayable(JSON.stringify(block).slice(0, 100))
}
