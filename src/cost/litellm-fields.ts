// The fields of LiteLLM's price map, and what they are here.
import type { Ability, ModelMode, Rates } from '../contract/prices.js'

type RateName = Exclude<keyof Rates, 'tools'>

/** LiteLLM's prices of a token, and ours of a million. Where two name one rate, the first that is there counts. */
export const TOKEN_RATES: ReadonlyArray<readonly [string, RateName]> = [
  ['input_cost_per_token', 'input'],
  ['output_cost_per_token', 'output'],
  ['cache_read_input_token_cost', 'cacheRead'],
  ['input_cost_per_token_cache_hit', 'cacheRead'],
  ['cache_creation_input_token_cost', 'cacheWrite'],
  ['cache_creation_input_token_cost_above_1hr', 'cacheWrite1h'],
  ['output_cost_per_reasoning_token', 'reasoning'],
  ['input_cost_per_audio_token', 'inputAudio'],
  ['output_cost_per_audio_token', 'outputAudio'],
  ['cache_read_input_audio_token_cost', 'cacheReadAudio'],
  // Named for writes, yet it holds OpenAI's price of cached audio: 0.4 for gpt-realtime, whose page says so of reads.
  ['cache_creation_input_audio_token_cost', 'cacheReadAudio'],
  ['input_cost_per_image_token', 'inputImage'],
  ['output_cost_per_image_token', 'outputImage'],
]

/** Prices of one unit each. */
export const UNIT_RATES: ReadonlyArray<readonly [string, RateName]> = [
  ['input_cost_per_request', 'request'],
  ['input_cost_per_query', 'query'],
  ['input_cost_per_character', 'inputCharacter'],
  ['output_cost_per_character', 'outputCharacter'],
  ['input_cost_per_second', 'inputSecond'],
  ['input_cost_per_audio_per_second', 'inputSecond'],
  ['output_cost_per_second', 'outputSecond'],
  ['output_cost_per_video_per_second', 'outputSecond'],
  ['ocr_cost_per_page', 'page'],
  ['output_cost_per_image', 'image'],
  ['input_cost_per_image', 'promptImage'],
]

export const SERVICES = { _batches: 'batch', _flex: 'flex', _priority: 'priority' } as const

export const ABILITIES: ReadonlyArray<readonly [string, Ability]> = [
  ['supports_vision', 'vision'],
  ['supports_pdf_input', 'pdf'],
  ['supports_audio_input', 'audio_input'],
  ['supports_audio_output', 'audio_output'],
  ['supports_video_input', 'video_input'],
  ['supports_function_calling', 'tools'],
  ['supports_tool_choice', 'tool_choice'],
  ['supports_parallel_function_calling', 'parallel_tools'],
  ['supports_response_schema', 'schema'],
  ['supports_reasoning', 'reasoning'],
  ['supports_prompt_caching', 'prompt_caching'],
  ['supports_web_search', 'web_search'],
  ['supports_computer_use', 'computer_use'],
  ['supports_system_messages', 'system_messages'],
  ['supports_assistant_prefill', 'prefill'],
  ['supports_embedding_image_input', 'embedding_image_input'],
]

export const MODALITIES: Readonly<Record<string, Readonly<Record<string, Ability>>>> = {
  supported_modalities: { image: 'vision', audio: 'audio_input', video: 'video_input' },
  supported_output_modalities: { image: 'image_output', audio: 'audio_output' },
}

export const MODES: Readonly<Record<string, ModelMode>> = {
  chat: 'chat',
  responses: 'chat',
  completion: 'completion',
  embedding: 'embedding',
  image_generation: 'image',
  image_edit: 'image',
  audio_transcription: 'transcription',
  audio_speech: 'speech',
  moderation: 'moderation',
  rerank: 'rerank',
  ocr: 'ocr',
  search: 'search',
  realtime: 'realtime',
  video_generation: 'video',
}

/** What LiteLLM's map calls otherwise than the prefix that a caller writes. */
export const PREFIXES: Readonly<Record<string, string>> = {
  bedrock_converse: 'bedrock',
  'text-completion-openai': 'openai',
  'text-completion-codestral': 'codestral',
  'text-completion-inception': 'inception',
  azure_text: 'azure',
  cohere_chat: 'cohere',
  ollama_chat: 'ollama',
}
