import type { CallOptions, ConnectionOptions } from '../contract/call.js'
import type { ChatMessage, ChatRequest, ChatTool } from '../contract/chat.js'
import type { KnownModel } from '../contract/models.js'

/** What is counted, and for which model. Give `messages`, or a `text` alone. */
export interface CountTokensRequest
  extends ConnectionOptions,
    Pick<CallOptions, 'timeout' | 'connectTimeout' | 'signal' | 'maxRetries'> {
  /** `'provider/model'`. A deployment of Azure's is known by `azure.baseModel`. */
  model: KnownModel
  messages?: ChatMessage[]
  /** A text alone, without what stands around a message. With `exact` it is counted as a user's message. */
  text?: string
  tools?: ChatTool[]
  tool_choice?: ChatRequest['tool_choice']
  functions?: ChatRequest['functions']
  function_call?: ChatRequest['function_call']
  response_format?: ChatRequest['response_format']
  /** True: the vendor's own endpoint counts. Anthropic, Gemini, Vertex and Bedrock have one. Default false. */
  exact?: boolean
}

/** How many tokens a prompt holds, and how that is known. */
export interface TokenCount {
  tokens: number
  /**
   * `tokenizer`: OpenAI's own, for its models; `endpoint`: the vendor counted; `estimate`: a calibrated one, or
   * something in the prompt had to be assumed, such as the size of an image by URL.
   */
  method: 'tokenizer' | 'endpoint' | 'estimate'
}
