// The ways in which a host differs from api.openai.com. Everything absent means: as OpenAI does it.
// The numbers are those of the maintained list of quirks; a column needs several vendors or one documented breakage.
import type { ReasoningEffort } from '../../src/provider.js'

/** The vendor's word for each of OpenAI's efforts; an effort without a word is sent as it is. */
export type EffortWords = Partial<Record<ReasoningEffort, string>>

/** How a host is told to think, from `reasoning_effort` and `thinking` (42, 43). */
export type ReasoningControl =
  /** `reasoning_effort: 'low'`: OpenAI's own and the default. `thinking: disabled` is the effort `none`. */
  | { as: 'effort'; words?: EffortWords }
  /** Neither can be asked for: both parameters are refused or dropped. */
  | { as: 'nothing' }
  /**
   * `thinking: { type: 'enabled' | 'disabled' }`: z.ai, Moonshot, DeepSeek, Fireworks, Volcengine.
   * `effort`: `reasoning_effort` goes beside it (DeepSeek V4). `budget`: `budget_tokens` is taken (Fireworks).
   * `with`: fields of an enabled `thinking` (z.ai: `clear_thinking: false`; Moonshot k2.6: `keep: 'all'`).
   */
  | {
      as: 'thinking'
      effort?: true
      words?: EffortWords
      budget?: true
      with?: Readonly<Record<string, unknown>>
    }
  /** `enable_thinking: boolean`, with `thinking_budget` up to `maxBudget` where there is one: Alibaba (141). */
  | { as: 'enable_thinking'; maxBudget?: number }
  /** `reasoning: { effort }` or `{ max_tokens }`; off is `{ effort: 'none' }`: OpenRouter, Vercel's gateway. */
  | { as: 'reasoning'; words?: EffortWords }
  /** `reasoning: { enabled: boolean }`: Together (143). */
  | { as: 'reasoning_enabled' }
  /** `chat_template_kwargs: { enable_thinking, preserve_thinking }`: Qwen behind vLLM; Baseten's name is `chat_template_args`. */
  | { as: 'chat_template_kwargs' | 'chat_template_args' }

/** How reasoning of earlier turns goes back (9, 129, 132, 135). */
export interface ReasoningReplay {
  /** The key on assistant messages; `thinking` is a content part of that type (Mistral, 127). */
  field: 'reasoning_content' | 'reasoning' | 'reasoning_text' | 'thinking'
  /**
   * Which turns carry it. `all` (default): those that have some. `after-last-user`: only turns after the last user
   * message (DeepSeek R1). `every`: every assistant turn, `''` where there is none (DeepSeek V4).
   */
  turns?: 'all' | 'after-last-user' | 'every'
}

export interface Dialect {
  // Parameters

  /** Parameters that the host refuses or ignores: named to the caller, or dropped (131, 133, 137). `store` is refused everywhere but at OpenAI (40). */
  unsupported?: readonly string[]
  /** Parameters beyond OpenAI's that the host takes under this name, such as `top_k`. */
  extraParams?: readonly string[]
  /** `store` is taken (40). */
  store?: true
  /** The one name for the output limit that the host knows; absent: as the caller wrote it (38). */
  maxTokens?: 'max_tokens' | 'max_completion_tokens'
  /** Other names for parameters, ours first: `{ seed: 'random_seed' }` (126). */
  rename?: Readonly<Record<string, string>>
  /** A higher temperature is lowered to this. */
  maxTemperature?: number
  /** Characters of `prompt_cache_key` that are taken; the rest is cut (57). */
  promptCacheKeyLength?: number
  /** The header that repeats `prompt_cache_key`, so that requests which share it meet the same cache (128). */
  cacheAffinityHeader?: string
  /** Fields sent unless the caller sets them. */
  body?: Readonly<Record<string, unknown>>
  /** `stream_options` is refused (24). */
  noStreamOptions?: true
  /** OpenAI's rules for its own models: reasoning models, search previews, service tiers (53, 54, 55). */
  openaiModels?: true

  // Reasoning

  reasoning?: ReasoningControl
  /** Absent: earlier reasoning is not sent back. */
  reasoningReplay?: ReasoningReplay
  /** `reasoning_details` go back as they came (10, 144): OpenRouter and gateways like it. */
  reasoningDetails?: true
  /** Reasoning that cannot be sent back as such becomes plain text before the content (30). Absent: it is left out. */
  reasoningAsText?: true

  // Messages

  /** The role `developer` is taken (39); absent: it is sent as `system`. `reasoning-models`: and `system` becomes it there (53). */
  developerRole?: true | 'reasoning-models'
  /** `content` of an assistant turn that only calls tools: default `null` (25). */
  callsOnlyContent?: 'empty' | 'absent'
  /** Text parts become one string: in assistant turns, or wherever a message holds nothing else (26, 131, 132). */
  flattenText?: 'assistant' | 'all'
  /** Which tool-call ids are taken; others are replaced (31, 122). Default: any. */
  toolCallIds?: '40-characters' | '9-alphanumerics'
  /** Tool messages need the `name` of the tool (36, 124). */
  toolMessageName?: true
  /** A user message may not follow a tool message: a short assistant turn goes between (36). */
  bridgeAfterTools?: true
  /** Images may stay inside tool messages; default: they move into a user message after the tool results (32). */
  imagesInToolMessages?: true
  /** Form of an image: `{ image_url: 'https://…' }` (Mistral, 125); default OpenAI's object. */
  imageUrl?: 'string'
  /** Form of a file part: Mistral's `document_url` (125), Perplexity's `file_url` (137); default OpenAI's `file`. */
  filePart?: 'document_url' | 'file_url'
  /** `cache_control` is taken on content parts, messages and tools (52, 141); absent: it is stripped. */
  cacheControl?: true
  /**
   * A last message of the assistant is the beginning of the answer. `prefix`: marked `prefix: true`, and the answer
   * begins by repeating it, which is cut (Mistral, 124). `echo`: an answer equal to it is dropped (xAI, 134).
   */
  prefill?: 'prefix' | 'echo'

  // Tools and structured output

  /** `strict` inside a function is taken; absent: it is left out, since several hosts refuse it (41). */
  strictTools?: true
  /** Other words for `tool_choice` (123). `named: 'filter'`: only the named tool is sent, with the word for `required`. */
  toolChoice?: { required?: string; named?: 'filter' }
  /** Rewrite of tool schemas: without `additionalProperties: false` (xAI, 133), or Moonshot's MFJS (138). */
  toolSchema?: 'no-additional-properties' | 'mfjs'
  /** Tool arguments are streamed only on `tool_stream: true` (z.ai, 44). */
  toolStream?: true
  /**
   * `response_format: json_schema`. `instruction`: not taken, sent as `json_object` with the schema in a system
   * message (130). `unnamed`: only the schema, without a name (Perplexity, 137). `mfjs`: without `$schema` (138).
   */
  jsonSchema?: 'instruction' | 'unnamed' | 'mfjs'
  /** A model that thinks writes `json_object` into its reasoning: sent as `json_schema` (DeepSeek on Azure, 67). */
  jsonObjectAsSchema?: true
  /** `response_format: json_object` needs a system line that asks for JSON (126, 130). */
  jsonObjectInstruction?: true

  // Answers

  /** The status that the host's own error codes mean, whatever it was (147). */
  errorStatus?: Readonly<Record<string, number>>
  /** A 400 without a body says that the prompt is too long (Cerebras, 48). */
  emptyBadRequest?: 'overflow'
  /** In JSON mode an earlier tool call is repeated beside the text: it is dropped (Cerebras, 135). */
  repeatsCallsInJson?: true
  /** Streams of this host may end without a finish reason; what came decides (6). */
  finishReasonOptional?: true
  /** `completion_tokens` leaves reasoning out: always (xAI), or where reasoning is the larger number (DeepInfra) (5, 134). */
  reasoningTokens?: 'beside' | 'beside-when-larger'
  /** The host states what an answer cost, in one of the known forms. */
  statesCost?: true
  /** Where `cached_tokens` is larger than `prompt_tokens`, the prompt leaves it out (xAI, 134). */
  cachedTokens?: 'beside-when-larger'
  /** A reasoning delta equal to the one before it is a repetition, if it is longer than a token (xAI, 134). */
  repeatsReasoning?: true
}

/** A dialect that differs for some of a host's models: `model` is tested against the host's own model name. */
export interface ModelDialect {
  model: RegExp
  quirks: Dialect
}
