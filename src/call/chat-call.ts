import type { CallOptions } from '../contract/call.js'
import type { ChatMessage, ChatRequest, ResponseFormat } from '../contract/chat.js'
import { foldHistory } from '../normalize/history.js'
import { Call } from './call.js'
import type { Runtime } from './runtime.js'

/** A chat call: its history folded once for all attempts, its schema as JSON Schema. */
export class ChatCall extends Call<ChatRequest> {
  #messages: ChatMessage[] | undefined
  /** Files downloaded for a vendor that cannot fetch them, by URL: kept for the call's later attempts. */
  readonly dataURLs = new Map<string, string>()

  constructor(
    runtime: Runtime,
    request: ChatRequest,
    options: CallOptions,
    /** The caller's schema as JSON Schema; their `response_format` where it is none. */
    readonly responseFormat: ResponseFormat | undefined,
  ) {
    super(runtime, request, options, request.stream === true)
  }

  /** The messages as providers get them. */
  get messages(): ChatMessage[] {
    this.#messages ??= foldHistory(this.request.messages)
    return this.#messages
  }
}
