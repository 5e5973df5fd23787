// The request as it goes out, typed by the official SDK; hosts take parts, items and tools of their own beside it.
import type {
  ResponseCreateParamsBase,
  ResponseFunctionCallOutputItem,
  ResponseInputContent,
  ResponseInputItem,
  Tool,
} from 'openai/resources/responses/responses'

/** A part, item or tool of some host's own, or an item that goes back as it came. */
export interface VendorThing {
  type: string
  [field: string]: unknown
}

export type WirePart = ResponseInputContent | ResponseFunctionCallOutputItem | VendorThing

interface WireMessage {
  role: 'user' | 'system' | 'developer'
  content: string | readonly WirePart[]
}

export type WireItem = ResponseInputItem | WireMessage | VendorThing

export type WireTool = Tool | Readonly<Record<string, unknown>>

type Loose<T> = { [Key in keyof T]?: T[Key] | undefined }

/** A field that is `undefined` is not sent. */
export interface ResponsesBody
  extends Loose<Omit<ResponseCreateParamsBase, 'model' | 'input' | 'tools' | 'tool_choice' | 'include' | 'text'>> {
  model: string
  input: readonly WireItem[]
  tools?: readonly WireTool[] | undefined
  tool_choice?: ResponseCreateParamsBase['tool_choice'] | VendorThing | undefined
  include?: readonly string[] | undefined
  text?: ResponseCreateParamsBase['text'] | Readonly<Record<string, unknown>> | undefined
  [field: string]: unknown
}
