import type { ContentBlock, ConverseCommandInput, Message, Tool } from '@aws-sdk/client-bedrock-runtime'
import type { ChatMessage, ChatRequest, ContentPart, ThinkingBlock } from '../../src/provider.js'
import type { Difference } from './differences.js'

/** One row: as a chat completion says it, and as a user of @aws-sdk/client-bedrock-runtime does. */
export interface Intent {
  intent: string
  ours: Partial<ChatRequest> & Record<string, unknown>
  theirs: Partial<ConverseCommandInput>
  model?: string
  differs?: readonly Difference[]
}

export const says = (...content: ContentPart[]): Pick<ChatRequest, 'messages'> => ({
  messages: [{ role: 'user', content }],
})
export const text = (words: string, marks: object = {}) => ({ type: 'text' as const, text: words, ...marks })
export const user = (...content: ContentBlock[]): Message => ({ role: 'user', content })
export const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content })

export const tool = (name: string, parameters: Record<string, unknown>, more: object = {}) => ({
  type: 'function' as const,
  function: { name, description: `Does ${name}.`, parameters, ...more },
})
export const spec = (name: string, json: object, more: object = {}): Tool => ({
  toolSpec: { name, description: `Does ${name}.`, inputSchema: { json: json as never }, ...more }, // plain JSON
})
export const calling = (id: string, name: string, json: string) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: json },
})
export const result = (id: string, content: string | ContentPart[]): ChatMessage => ({
  role: 'tool',
  tool_call_id: id,
  content,
})
export const thought = (thinking: string, signature: string): ThinkingBlock => ({
  type: 'thinking',
  thinking,
  signature,
})

export const EPHEMERAL = { cache_control: { type: 'ephemeral' as const } }
export const POINT = { cachePoint: { type: 'default' as const } }
export const BASE64 = 'iVBORw0KGgo='
export const BYTES = new Uint8Array(Buffer.from(BASE64, 'base64'))
export const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
