// Ollama's shapes as they travel: https://github.com/ollama/ollama/blob/main/docs/api.md

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
] as const

export type Options = Partial<Record<(typeof OPTIONS)[number], unknown>>

/** Calls have no id in older versions; arguments are an object (quirks.md 145). */
export interface ToolCall {
  function: { name: string; arguments: Record<string, unknown> }
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool'
  content: string
  thinking?: string
  /** Base64 alone, without a data URL's head. */
  images?: string[]
  tool_calls?: ToolCall[]
  /** On results: recording ollama-ollama-chat-2d6759cf95. */
  tool_name?: string
}

export interface Tool {
  type: 'function'
  function: { name: string; description?: string; parameters: Record<string, unknown> }
}

export interface ChatBody {
  model: string
  messages: Message[]
  /** The default is true. */
  stream: boolean
  tools?: Tool[]
  format?: 'json' | Record<string, unknown>
  think?: boolean | 'low' | 'medium' | 'high'
  logprobs?: true
  top_logprobs?: number
  options?: Options
}
