// The endpoints that count: /v1/messages/count_tokens, :countTokens, /model/{id}/count-tokens. Answers as in the
// recordings anthropic-count_tokens-42b8a427a8, gemini-count_tokens-9b568fda82 and bedrock-count_tokens-bd15b705cd.
import { anthropicMessages } from './anthropic-messages.js'
import { bedrockConverse } from './bedrock-converse.js'
import type { Dialect } from './dialect.js'
import { geminiContent } from './gemini-content.js'
import { isObject, type JsonObject, valueAt } from './json.js'

interface CountingProtocol {
  id: string
  /** A group, if it has one, is the model. */
  path: RegExp
  /** The request for an answer that is counted. */
  asked(body: JsonObject): unknown
  body(tokens: number): unknown
}

/** A dialect whose answer is the number of input tokens that the answer to the same request would state. */
function countingDialect(chat: Dialect, { id, path, asked, body }: CountingProtocol): Dialect {
  return {
    ...chat,
    id,
    handles: (each) => path.test(each),
    ...(chat.route && {
      route: (each: string) => ({ model: decodeURIComponent(path.exec(each)?.[1] ?? ''), stream: false }),
    }),
    refuse: (request) =>
      isObject(asked(request.body)) ? undefined : { status: 400, message: 'There is nothing to count.' },
    facts(given) {
      const request = asked(given)
      return chat.facts(isObject(request) ? request : {})
    },
    body: ({ usage }) => body(usage?.inputTokens ?? 0),
    frames: () => [],
  }
}

export const anthropicCount = countingDialect(anthropicMessages, {
  id: 'anthropic-count-tokens',
  path: /^\/v1\/messages\/count_tokens$/,
  asked: (body) => (Array.isArray(body['messages']) ? body : undefined),
  body: (tokens) => ({ input_tokens: tokens }),
})

export const geminiCount = countingDialect(geminiContent, {
  id: 'gemini-count-tokens',
  path: /\/([^/]+):countTokens$/,
  asked: (body) => body['generateContentRequest'] ?? (body['contents'] === undefined ? undefined : body),
  body: (tokens) => ({ totalTokens: tokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }] }),
})

export const bedrockCount = countingDialect(bedrockConverse, {
  id: 'bedrock-count-tokens',
  path: /^\/model\/([^/]+)\/count-tokens$/,
  asked: (body) => valueAt(body, 'input', 'converse'),
  body: (tokens) => ({ inputTokens: tokens }),
})
