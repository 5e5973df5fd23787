import type { MessageCountTokensParams } from '@anthropic-ai/sdk/resources/messages'
import { isRecord, type TokenTranslator } from '../../src/provider.js'
import { toRequest } from './request.js'

/** What the endpoint takes of a request for an answer; it refuses the rest. */
const FIELDS = {
  messages: true,
  model: true,
  cache_control: true,
  output_config: true,
  speed: true,
  system: true,
  thinking: true,
  tool_choice: true,
  tools: true,
} as const satisfies Partial<Record<keyof MessageCountTokensParams, true>>

/** https://platform.claude.com/docs/en/api/messages-count-tokens */
export const countTokens: TokenTranslator = {
  path: '/v1/messages/count_tokens',
  toRequest(request, { model, report }) {
    const { body, ...rest } = toRequest(request, { model, stream: false, report })
    return { ...rest, body: Object.fromEntries(Object.entries(body).filter(([key]) => Object.hasOwn(FIELDS, key))) }
  },
  toTokens: (body) => (isRecord(body) ? body['input_tokens'] : undefined),
}
