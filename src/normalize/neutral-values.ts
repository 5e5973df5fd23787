import type { Param } from '../contract/params.js'

/**
 * Values that mean the same as absence, by OpenAI's documented defaults, so that a model which does not take the
 * parameter loses nothing. Objects and arrays as JSON.
 * Not `thinking: disabled`: absent is not off (quirks.md 43).
 */
export const NEUTRAL_VALUES: ReadonlyMap<string, unknown> = new Map<Param, unknown>([
  ['frequency_penalty', 0],
  ['functions', '[]'],
  ['logit_bias', '{}'],
  ['logprobs', false],
  ['metadata', '{}'],
  ['modalities', '["text"]'],
  ['n', 1],
  ['parallel_tool_calls', true],
  ['presence_penalty', 0],
  ['response_format', '{"type":"text"}'],
  ['service_tier', 'auto'],
  ['stop', '[]'],
  ['store', false],
  ['temperature', 1],
  ['tool_choice', 'auto'],
  ['tools', '[]'],
  ['top_logprobs', 0],
  ['top_p', 1],
  ['verbosity', 'medium'],
])
