/** Whose model it is decides which protocol it speaks. */
export type Protocol =
  /** `generateContent`. */
  | 'gemini'
  /** Anthropic's Messages API behind `rawPredict`. */
  | 'claude'
  /** The vendor's own chat completions behind `rawPredict`: Mistral, AI21. */
  | 'raw'
  /** The endpoint that speaks OpenAI's dialect for all other partners. */
  | 'openapi'

export interface PublisherModel {
  protocol: Protocol
  publisher: string
  /** The publisher's own name for it. */
  name: string
}

/** Publishers whose models are known without a prefix. */
const MAKERS: ReadonlyArray<readonly [name: RegExp, publisher: string]> = [
  [/^claude-/, 'anthropic'],
  [/^(?:mistral|codestral|ministral|pixtral)-/, 'mistralai'],
  [/^jamba-/, 'ai21'],
]

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  google: 'gemini',
  // A tuned model or endpoint of the user's own: Gemini's form, as LiteLLM and the official SDK take it.
  endpoints: 'gemini',
  gemini: 'gemini',
  anthropic: 'claude',
  mistralai: 'raw',
  ai21: 'raw',
}

/** `gemini-2.5-flash`, `claude-…@…`, `publishers/anthropic/models/…`, `meta/llama-…`, `endpoints/123`. */
export function publisherModel(model: string): PublisherModel {
  const [, stated, rest] = /^(?:publishers\/)?([^/]+)\/(?:models\/)?(.+)$/.exec(model) ?? []
  const name = rest ?? model
  const publisher = stated ?? MAKERS.find(([pattern]) => pattern.test(model))?.[1] ?? 'google'
  const protocol = Object.hasOwn(PROTOCOLS, publisher) ? PROTOCOLS[publisher] : undefined
  return { protocol: protocol ?? 'openapi', publisher, name }
}
