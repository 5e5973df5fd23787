import type { ChatTranslator, HttpProvider } from '../../src/provider.js'
import { params, unsupported } from '../anthropic/params.js'
import { toRequest } from '../anthropic/request.js'
import { toCompletion } from '../anthropic/response.js'
import { createStream } from '../anthropic/stream.js'

type Parts = Pick<HttpProvider, 'params' | 'unsupported' | 'errorFacts' | 'chat'>

const VERSION = '2023-06-01'

/** Claude is served by Anthropic's Messages API alone. */
export const isClaude = (model: string): boolean => /claude/i.test(model)

/** https://platform.claude.com/docs/en/build-with-claude/claude-in-microsoft-foundry */
const claudeOnFoundry: ChatTranslator = {
  path: '/v1/messages',
  toRequest(request, call) {
    const { body, headers } = toRequest(request, call)
    return { body, headers: { 'anthropic-version': VERSION, ...headers } }
  },
  toCompletion,
  createStream,
}

/** The parts of a provider that serves Claude beside other models. */
export function withClaude(parts: Parts): Parts {
  const { chat } = parts
  return {
    ...parts,
    params: (model) => (isClaude(model) ? params(model) : parts.params(model)),
    unsupported: (request, model) =>
      isClaude(model) ? unsupported(request, model) : (parts.unsupported?.(request, model) ?? []),
    chat(call) {
      if (isClaude(call.model)) return claudeOnFoundry
      return typeof chat === 'function' ? chat(call) : chat
    },
  }
}
