import type { Dialect, ModelDialect } from '../openai/dialect.js'
import type { EmbeddingDialect } from '../openai/embeddings.js'

export type { Dialect, EffortWords, ModelDialect, ReasoningControl, ReasoningReplay } from '../openai/dialect.js'

/**
 * One vendor that speaks OpenAI's protocol. The files of `rows/` hold lists of them, and `rows/all.ts` exports
 * `rows: readonly Row[]`, all of them.
 *
 * @example
 * const row: Row = {
 *   prefix: 'deepseek',
 *   name: 'DeepSeek',
 *   baseURL: 'https://api.deepseek.com/v1',
 *   apiKeyEnv: ['DEEPSEEK_API_KEY'],
 *   docs: 'https://api-docs.deepseek.com',
 *   quirks: { maxTokens: 'max_tokens', callsOnlyContent: 'empty' },
 *   models: [{ model: /reasoner/, quirks: { reasoningReplay: { field: 'reasoning_content', turns: 'after-last-user' } } }],
 * }
 */
export interface Row {
  /** What stands before the slash in `'prefix/model'`: LiteLLM's name for the vendor. */
  prefix: string
  /** Other prefixes, such as the vendor's plain name. */
  aliases?: readonly string[]
  /** For messages and docs: 'DeepSeek'. */
  name: string
  /** As the vendor's own SDK or documentation gives it; absent where every user has their own. No trailing slash. */
  baseURL?: string
  /** Environment variables that replace it, first one set wins. */
  baseURLEnv?: readonly string[]
  /** Environment variables that hold the key, first one set wins. Empty: no key is needed. */
  apiKeyEnv: readonly string[]
  /** A key is sent if there is one, but none is needed: local servers. */
  keyOptional?: boolean
  /** The vendor's page that confirms the base URL. */
  docs: string
  /** Appended to the base URL. Default `/chat/completions`. */
  path?: `/${string}`
  /** The header that holds the key as it is, such as `api-key`. Default: `authorization: Bearer <key>`. */
  keyHeader?: string
  /** Headers of every request, names in lower case. */
  headers?: Readonly<Record<string, string>>
  /** False: the vendor has embeddings only. */
  chat?: false
  /**
   * How the host's embeddings differ from OpenAI's; false: it has none. `pipeline`: at the vendor itself they come
   * from Hugging Face's pipeline under this base URL; other base URLs are asked in OpenAI's form.
   */
  embeddings?: (EmbeddingDialect & { pipeline?: string }) | false
  /**
   * The host has `/responses` too: `<prefix>/responses/<model>` goes there.
   * `encrypted-reasoning`: it gives reasoning encrypted when asked to, so that it can be sent back.
   */
  responses?: true | 'encrypted-reasoning'
  /**
   * For docs: what recorded exchanges or the vendor's page show it to take. Absent: nothing is known, and what a
   * request holds is passed on as OpenAI has it.
   */
  abilities?: ReadonlyArray<'tools' | 'images' | 'pdf' | 'audio' | 'schema' | 'reasoning' | 'caching' | 'embeddings'>
  /** How the host differs from OpenAI. */
  quirks?: Dialect
  /** What differs for some of its models, on top of `quirks`; every entry that matches applies, later ones win. */
  models?: readonly ModelDialect[]
  /** For docs: one sentence that a user of this vendor needs, if any. */
  note?: string
}
