// The chat shapes every layer speaks: OpenAI's own types, widened only where we own the field.
// Source: https://platform.openai.com/docs/api-reference/chat
import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPartText,
  ChatCompletionCreateParamsBase,
  ChatCompletionDeveloperMessageParam,
  ChatCompletionFunctionMessageParam,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageToolCall,
  ChatCompletionSystemMessageParam,
  ChatCompletionToolMessageParam,
  ChatCompletionUserMessageParam,
  ChatCompletionChunk as OpenAIChunk,
  ChatCompletion as OpenAICompletion,
  ChatCompletionContentPart as OpenAIContentPart,
  ChatCompletionMessage as OpenAIMessage,
  ChatCompletionTool as OpenAITool,
} from 'openai/resources/chat/completions'
import type { CompletionUsage } from 'openai/resources/completions'
import type { Tool as ResponsesTool } from 'openai/resources/responses/responses'
import type { CallMeta } from './call.js'
import type { KnownModel } from './models.js'
import type { StandardSchema } from './standard-schema.js'

/** A prompt-cache breakpoint: what stands before and in the marked thing may be cached by the vendor. */
export interface CacheControl {
  type: 'ephemeral'
  /** How long the vendor keeps it; 5 minutes when absent. */
  ttl?: '5m' | '1h'
}

/** Adds `cache_control` to each member of a union. */
type Cacheable<T> = T extends unknown ? T & { cache_control?: CacheControl | null } : never

export type TextPart = Cacheable<ChatCompletionContentPartText>
/** Which part of a video is looked at, and at how many frames a second; Gemini takes it. */
export interface VideoMetadata {
  fps?: number
  /** Seconds, as a number or as `"12.5s"`. */
  start_offset?: string | number
  end_offset?: string | number
}
/** What LiteLLM's users say of a file beyond OpenAI's fields. */
export interface FileExtras {
  /** A media type, for an id or URL that does not tell it. */
  format?: string
  /** How closely it is looked at, where the vendor can be told (Gemini 3 and later). */
  detail?: 'auto' | 'low' | 'medium' | 'high' | 'ultra_high'
  video_metadata?: VideoMetadata
}
type OpenAIFilePart = Extract<OpenAIContentPart, { type: 'file' }>
export interface FilePart extends Omit<OpenAIFilePart, 'file'> {
  file: OpenAIFilePart['file'] & FileExtras
}
/** A part of a user message. `file.file_data` takes a data URL or plain base64; `file.file_id` an uploaded file or an https URL. */
export type ContentPart = Cacheable<Exclude<OpenAIContentPart, OpenAIFilePart> | FilePart>
type WithTextParts<T> = Cacheable<Omit<T, 'content'> & { content: string | TextPart[] }>

export type SystemMessage = WithTextParts<ChatCompletionSystemMessageParam>
export type DeveloperMessage = WithTextParts<ChatCompletionDeveloperMessageParam>
export type UserMessage = Cacheable<
  Omit<ChatCompletionUserMessageParam, 'content'> & { content: string | ContentPart[] }
>
/** `content` may hold images where the vendor takes them in tool results. */
export type ToolMessage = Cacheable<
  Omit<ChatCompletionToolMessageParam, 'content'> & { content: string | ContentPart[] }
>
export type FunctionMessage = ChatCompletionFunctionMessageParam

/**
 * A piece of a model's reasoning that must go back unchanged in the next turn.
 * A block without `provider` is Anthropic's (whose form this is); other vendors' blocks name theirs,
 * so that they are returned to nobody else.
 */
export type ThinkingBlock =
  | { type: 'thinking'; thinking: string; signature: string; provider?: string; detail?: Record<string, unknown> }
  | { type: 'redacted_thinking'; data: string; provider?: string; detail?: Record<string, unknown> }

export interface AssistantExtras {
  /** The model's reasoning as text. */
  reasoning_content?: string | null
  /** Signed or encrypted reasoning, to be sent back as it is. */
  thinking_blocks?: ThinkingBlock[] | null
  /** Blocks of one vendor that have no place in OpenAI's form, kept so that the turn can be sent back whole. */
  provider_specific_fields?: Record<string, unknown> | null
}

export type AssistantMessage = Cacheable<
  Omit<ChatCompletionAssistantMessageParam, 'content' | 'audio'> &
    AssistantExtras & {
      content?: ChatCompletionAssistantMessageParam['content'] | TextPart[]
      audio?: { id: string } | null
    }
>

/** A message of a request. A reply's `message` is one as it is. */
export type ChatMessage =
  | SystemMessage
  | DeveloperMessage
  | UserMessage
  | AssistantMessage
  | ToolMessage
  | FunctionMessage

export type FunctionTool = Cacheable<Extract<OpenAITool, { type: 'function' }>>
/** A tool that the vendor runs itself, in the vendor's own form: `{ type: 'web_search_20250305', name: 'web_search' }`. */
export interface ServerTool {
  // A template type is matched from the left: the century tells the version from other underscores in the name.
  type: `${string}_20${number}` | 'mcp_toolset'
  name?: string
  cache_control?: CacheControl | null
  [field: string]: unknown
}
/** A tool that OpenAI runs for its Responses API: `{ type: 'web_search' }`. */
export type ResponsesServerTool = Exclude<ResponsesTool, { type: 'function' | 'custom' }>
/** The same for a vendor whose tools have no type: `{ googleSearch: {} }`. */
export interface UntypedServerTool {
  type?: undefined
  function?: undefined
  [tool: string]: unknown
}
export type ChatTool =
  | FunctionTool
  | Exclude<Cacheable<OpenAITool>, { type: 'function' }>
  | ServerTool
  | UntypedServerTool
  | ResponsesServerTool
export type ToolCall = ChatCompletionMessageToolCall
export type FunctionToolCall = ChatCompletionMessageFunctionToolCall

/** How the model may think before it answers; the form is Anthropic's, other vendors get what is nearest. */
export type ThinkingConfig =
  | { type: 'enabled'; budget_tokens?: number; display?: 'summarized' | 'omitted' }
  | { type: 'adaptive'; display?: 'summarized' | 'omitted' }
  | { type: 'disabled' }

/** Words for how hard to think, weakest first. */
export type ReasoningEffort = NonNullable<ChatCompletionCreateParamsBase['reasoning_effort']>

export type ResponseFormat = NonNullable<ChatCompletionCreateParamsBase['response_format']>

/** OpenAI's chat-completion request; `model` is `'provider/model'`. */
export interface ChatRequest
  extends Omit<
    ChatCompletionCreateParamsBase,
    'model' | 'messages' | 'tools' | 'stream' | 'stream_options' | 'response_format'
  > {
  model: KnownModel
  messages: ChatMessage[]
  tools?: ChatTool[]
  /** OpenAI's forms, or a schema object (zod 4 and others): then `message.parsed` holds the validated value. */
  response_format?: ResponseFormat | StandardSchema
  stream?: boolean | null
  stream_options?: { include_usage?: boolean; include_obfuscation?: boolean } | null
  /** Reasoning on or off and its budget; see `reasoning_effort` for the portable form. */
  thinking?: ThinkingConfig
  /** Sample from the k likeliest tokens only. */
  top_k?: number
}

/** The request that a provider sees: its schema is already JSON Schema, `model` is the vendor's own name. */
export type ProviderRequest = Omit<ChatRequest, 'response_format' | 'model'> & {
  model: string
  response_format?: ResponseFormat
}

export type FinishReason = OpenAICompletion.Choice['finish_reason']

/** OpenAI's usage; `prompt_tokens` counts cached tokens, `completion_tokens` counts reasoning, `total_tokens` is their sum. */
export interface Usage extends Omit<CompletionUsage, 'prompt_tokens_details'> {
  prompt_tokens_details?: CompletionUsage.PromptTokensDetails & {
    /** Tokens written to the vendor's prompt cache by this call. */
    cache_creation_tokens?: number
  }
}

export interface GeneratedImage {
  type: 'image_url'
  image_url: { url: string }
}

export interface ChatCompletionMessage extends OpenAIMessage, AssistantExtras {
  /** Set when the request's `response_format` held a schema; null where the model refused or called a tool. */
  parsed?: unknown
  images?: GeneratedImage[]
}

export interface ChatChoice extends Omit<OpenAICompletion.Choice, 'message'> {
  message: ChatCompletionMessage
}

/** A reply as a provider makes it, before the call adds `meta`. */
export interface ProviderCompletion extends Omit<OpenAICompletion, 'choices' | 'usage'> {
  choices: ChatChoice[]
  usage?: Usage
}

/** OpenAI's ChatCompletion, and `meta`: who answered, after which attempts, at what cost. */
export interface ChatCompletion extends ProviderCompletion {
  meta: CallMeta
}

export type ParsedChatCompletion<Parsed> = Omit<ChatCompletion, 'choices'> & {
  choices: Array<Omit<ChatChoice, 'message'> & { message: ChatCompletionMessage & { parsed: Parsed | null } }>
}

export type ChatDelta = Omit<OpenAIChunk.Choice.Delta, 'tool_calls'> &
  AssistantExtras & {
    tool_calls?: ToolCallDelta[]
    annotations?: OpenAIMessage.Annotation[]
    images?: GeneratedImage[]
    audio?: Partial<NonNullable<OpenAIMessage['audio']>>
  }
/** A fragment of a call. `custom` is that of a custom tool, which OpenAI sends though its types do not name it. */
export type ToolCallDelta = OpenAIChunk.Choice.Delta.ToolCall & { custom?: { name?: string; input?: string } }
export type Annotation = OpenAIMessage.Annotation
export type Logprobs = NonNullable<OpenAICompletion.Choice['logprobs']>

export interface ChunkChoice extends Omit<OpenAIChunk.Choice, 'delta'> {
  delta: ChatDelta
}

/** OpenAI's ChatCompletionChunk. */
export interface ChatCompletionChunk extends Omit<OpenAIChunk, 'choices' | 'usage'> {
  choices: ChunkChoice[]
  usage?: Usage | null
  /** On the chunk that holds the usage, which is shown on request: as a whole reply's, with what the call cost. */
  meta?: CallMeta
}

/** What had arrived of a stream that broke. */
export interface PartialCompletion extends ProviderCompletion {
  /** With what it cost, as far as can be told. */
  meta?: CallMeta
}
