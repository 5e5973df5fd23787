import type { SimulatedRequest } from './recorded-request.js'

/**
 * What the simulator answers: steps used in order (the last one repeats), one step for every request,
 * or a function that picks one. Without a script, and where a function returns nothing, the answer mentions
 * the last user message.
 */
export type Script = Step | readonly Step[] | ScriptFunction

export type ScriptFunction = (request: SimulatedRequest) => Step | undefined | Promise<Step | undefined>

/** One answer: what the model says, an error, or raw bytes. */
export type Step = AnswerStep | ErrorStep | RawStep

/** What every kind of step can say about its delivery. */
export interface Delivery {
  /** ms before the first byte of the answer. Default 0. */
  latencyMs?: number
  /** ms between two chunks. Default 0. */
  chunkMs?: number
  /** The bytes are sent in pieces of this size, which tears events and signs apart. Default: chunk by chunk. */
  pieceBytes?: number
  /** Added to the response headers, or put in place of them; names in lower case. One that is undefined is not there. */
  headers?: Readonly<Record<string, string | undefined>>
  /** Sent as the vendor's own rate-limit headers. */
  rateLimit?: RateLimitState
  faults?: Faults
}

/**
 * A model's answer. The same step serves every dialect, whole and streamed.
 * One without text, reasoning, calls and refusal says what the default answer says.
 */
export interface AnswerStep extends Delivery {
  /** The answer; a list is streamed as these very chunks. */
  text?: string | readonly string[]
  /** Reasoning: `reasoning_content` in the OpenAI dialect, a thinking block at Anthropic. */
  reasoning?: string | readonly string[]
  /** The key that reasoning travels under in the OpenAI dialect. Default `reasoning_content`. */
  reasoningField?: 'reasoning_content' | 'reasoning' | 'reasoning_text'
  /** The signature of the thinking block that `reasoning` becomes at Anthropic. */
  signature?: string
  /** Anthropic's blocks before the text, in place of `reasoning`. The OpenAI dialect has no such thing. */
  thinkingBlocks?: readonly ScriptedThinkingBlock[]
  toolCalls?: readonly ScriptedToolCall[]
  /** OpenAI: `message.refusal`. Anthropic: stop reason `refusal`, with this as its explanation. */
  refusal?: string
  /** The vectors that an embedding request is answered with. Default: one for each text, made from it. */
  vectors?: ReadonlyArray<readonly number[]>
  /** Default: counted as one token for four characters. `null`: no usage is sent. */
  usage?: ScriptedUsage | null
  /** OpenAI's words are translated for Anthropic; any other word is sent as it is. Default: what the answer implies. */
  finishReason?: string
  /** The model that answers. Default: the one asked for. */
  model?: string
  /** How text, reasoning and tool arguments are split in a stream; a number is characters per chunk. Default `words`. */
  chunking?: Chunking
}

/** `random` takes 1 to 8 characters at a time, by the simulator's `seed`. */
export type Chunking = 'words' | 'characters' | 'whole' | 'random' | number

export type ScriptedThinkingBlock =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }

export interface ScriptedToolCall {
  name: string
  /** An object, or the JSON text itself (which need not parse). Default `{}`. */
  arguments?: string | Readonly<Record<string, unknown>>
  /** Default: made up in the vendor's form. */
  id?: string
}

/** Tokens. */
export interface ScriptedUsage {
  /** All input, cached tokens included. */
  inputTokens?: number
  /** All output, reasoning included. */
  outputTokens?: number
  /** Input read from the prompt cache. */
  cachedTokens?: number
  /** Input written to the prompt cache. */
  cacheWriteTokens?: number
  reasoningTokens?: number
}

/** An error, in the shape of the vendor that is asked. */
export interface ErrorStep extends Delivery, ErrorFields {
  /** HTTP status, 400 or above. */
  status: number
}

/** What an error says; what is left out follows the status. */
export interface ErrorFields {
  message?: string
  /** The vendor's error type, such as `overloaded_error`. */
  type?: string
  /** OpenAI dialect only, as `param`. */
  code?: string | null
  param?: string | null
}

/** An answer given byte by byte. */
export interface RawStep extends Delivery {
  /** Text and bytes are sent as they are, anything else as JSON; a list of text and bytes is sent piece by piece. */
  body: unknown
  /** Default 200. */
  status?: number
}

export interface RateLimitState {
  requests?: RateLimitWindow
  tokens?: RateLimitWindow
}

export interface RateLimitWindow {
  limit: number
  remaining: number
  /** ms until the window is whole again. */
  resetMs: number
}

/**
 * Where a fault comes. Absent: before anything is sent. 0: after what opens the answer (headers, role,
 * `message_start`), before its first chunk. n: after n chunks, or where the content ends if it has fewer.
 * A chunk is a piece of text, reasoning, refusal or tool arguments; of a whole answer, each half of its body.
 */
export interface FaultPosition {
  after?: number
}

/** What goes wrong; several can be combined. */
export interface Faults {
  /** Nothing more is sent, for ever or for `forMs`; with `keepAliveMs`, keep-alive lines go on at that interval. */
  stall?: FaultPosition & { forMs?: number; keepAliveMs?: number }
  /** The connection is destroyed. */
  cut?: FaultPosition
  /** Bytes that are no valid event or JSON are put in; the answer then goes on. */
  malformed?: FaultPosition & { bytes?: string | Uint8Array }
  /** An error inside a 200: an error frame that ends the stream, or the whole body. */
  error?: FaultPosition & ErrorFields & { /** What the error is about. Default 500. */ status?: number }
  /** The stream ends without a finish reason (and without usage). */
  noFinish?: boolean
  /** The stream ends without `data: [DONE]` or `message_stop`. */
  noDone?: boolean
  /** The body is an HTML page, as a proxy would send it. */
  nonJson?: boolean
  /** Bytes of blanks before the content: spaces in a JSON body, one comment line in a stream. */
  paddingBytes?: number
}
