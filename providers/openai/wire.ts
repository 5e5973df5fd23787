// The request as it goes out: OpenAI's, with other hosts' fields beside it. Typed by the official SDK.
import type {
  ChatCompletionContentPart,
  ChatCompletionContentPartRefusal,
  ChatCompletionCreateParamsBase,
  ChatCompletionMessageParam,
  ChatCompletionTool,
} from 'openai/resources/chat/completions'
import type { ChatMessage, ChatTool } from '../../src/provider.js'

type Loose<T> = { [Key in keyof T]?: T[Key] | undefined }

/** A content part of some host's own. */
export interface VendorPart {
  type: string
  [field: string]: unknown
}
export type WirePart = ChatCompletionContentPart | ChatCompletionContentPartRefusal | VendorPart

/** A message with fields of some host's own. */
export interface VendorMessage {
  role: ChatCompletionMessageParam['role']
  content?: string | readonly WirePart[] | null | undefined
  [field: string]: unknown
}
/** A message that needed no change is the caller's own object. */
export type WireMessage = ChatMessage | VendorMessage

export type WireTool = ChatTool | ChatCompletionTool | { type?: string | undefined; [field: string]: unknown }

/** A field that is `undefined` is not sent. */
export interface ChatBody
  extends Loose<
    Omit<ChatCompletionCreateParamsBase, 'model' | 'messages' | 'tools' | 'tool_choice' | 'stream_options'>
  > {
  model: string
  messages: readonly WireMessage[]
  tools?: readonly WireTool[] | undefined
  tool_choice?: ChatCompletionCreateParamsBase['tool_choice'] | string | undefined
  stream_options?: ChatCompletionCreateParamsBase['stream_options'] | undefined
  [field: string]: unknown
}
