import type { Options as AllOptions, ChatRequest, Message as OllamaMessage } from 'ollama'

export type { ToolCall } from 'ollama'

/** Model parameters (https://docs.ollama.com/modelfile), which a request holds under `options`. */
export const OPTIONS = [
  'num_ctx',
  'num_predict',
  'num_keep',
  'num_batch',
  'num_gpu',
  'main_gpu',
  'num_thread',
  'use_mmap',
  'seed',
  'temperature',
  'top_k',
  'top_p',
  'min_p',
  'typical_p',
  'repeat_last_n',
  'repeat_penalty',
  'presence_penalty',
  'frequency_penalty',
  'mirostat',
  'mirostat_tau',
  'mirostat_eta',
  'penalize_newline',
  'stop',
] as const satisfies readonly (keyof AllOptions)[]

/** The caller's own are sent as they are. */
export type Options = Partial<Record<(typeof OPTIONS)[number], unknown>>

/** Images are base64 alone, without a data URL's head; results of tools have `tool_name` (recording ollama-ollama-chat-2d6759cf95). */
export interface Message extends OllamaMessage {
  role: 'system' | 'user' | 'assistant' | 'tool'
  images?: string[]
}

/** The package's own type allows only part of JSON Schema. */
export interface Tool {
  type: 'function'
  function: { name: string; description?: string; parameters: Record<string, unknown> }
}

export interface ChatBody extends Omit<ChatRequest, 'tools' | 'options'> {
  messages: Message[]
  /** The default is true. */
  stream: boolean
  tools?: Tool[]
  options?: Options
}
