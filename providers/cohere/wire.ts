// Cohere's shapes as they travel (https://docs.cohere.com/reference/chat). The types of `cohere-ai` name the fields of
// its own client, in camel case, and not these.

export interface TextContent {
  type: 'text'
  text: string
}

export interface ThinkingContent {
  type: 'thinking'
  thinking: string
}

export interface ImageContent {
  type: 'image_url'
  image_url: { url: string; detail?: 'auto' | 'low' | 'high' }
}

/** Recordings cohere-chat-8db41f8fd6 and cohere-chat-1132d3f9fc. */
export interface Document {
  id?: string
  data: Record<string, unknown>
}

/** Recording cohere-chat-08a4da3e16. */
export interface DocumentContent {
  type: 'document'
  document: Document
}

export interface ToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

export type Message =
  | { role: 'system'; content: string | TextContent[] }
  | { role: 'user'; content: string | Array<TextContent | ImageContent> }
  | {
      role: 'assistant'
      content?: string | Array<TextContent | ThinkingContent>
      tool_plan?: string
      tool_calls?: ToolCall[]
    }
  | { role: 'tool'; tool_call_id: string; content: string | Array<TextContent | DocumentContent> }

export interface Tool {
  type: 'function'
  function: { name: string; description?: string; parameters: Record<string, unknown> }
}

export interface ChatBody {
  model: string
  messages: Message[]
  stream: boolean
  max_tokens?: number
  stop_sequences?: string[]
  temperature?: number
  p?: number
  k?: number
  seed?: number
  frequency_penalty?: number
  presence_penalty?: number
  logprobs?: true
  tools?: Tool[]
  tool_choice?: 'REQUIRED' | 'NONE'
  strict_tools?: true
  response_format?: { type: 'json_object'; json_schema?: Record<string, unknown> }
  thinking?: { type: 'enabled' | 'disabled'; token_budget?: number }
  documents?: unknown[]
}

export type FinishWord = 'COMPLETE' | 'STOP_SEQUENCE' | 'MAX_TOKENS' | 'TOOL_CALL' | 'ERROR' | 'TIMEOUT'
