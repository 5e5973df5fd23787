import type { CacheControl, ChatMessage, ChatRequest, ChatTool } from '../contract/chat.js'

const MARK: CacheControl = { type: 'ephemeral' }

/**
 * The request with a breakpoint for the vendor's own prompt cache behind its tools and behind its system prompt, where
 * it marks nothing itself. Providers without breakpoints leave the marks out.
 */
export function markPrefix(request: ChatRequest): ChatRequest {
  const { messages, tools } = request
  if (messages.some(isMarked) || tools?.some(hasControl)) return request
  const marked: ChatRequest = { ...request }
  const first = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer')
  const end = (first < 0 ? messages.length : first) - 1
  marked.messages = messages.map((message, at) => (at === end ? withMark(message) : message))
  if (tools) {
    // Tools of the vendor's own form may not take one.
    const last = tools.findLastIndex(({ type }) => type === 'function')
    marked.tools = tools.map((tool, at) => (at === last && isFunction(tool) ? { ...tool, cache_control: MARK } : tool))
  }
  return marked
}

function withMark(message: ChatMessage): ChatMessage {
  return message.role === 'system' || message.role === 'developer' ? { ...message, cache_control: MARK } : message
}

function isMarked(message: ChatMessage): boolean {
  if (hasControl(message)) return true
  return Array.isArray(message.content) && message.content.some(hasControl)
}

const hasControl = (value: object) => 'cache_control' in value && value.cache_control !== null
const isFunction = (tool: ChatTool): tool is Extract<ChatTool, { type: 'function' }> => tool.type === 'function'
