import type { ChatTranslator, HttpProvider, ProviderCall, ProviderRequest } from '../../../src/provider.js'
import { responsesOnly } from '../models.js'
import type { AnswerContext } from './context.js'
import { refusedInResponses, responsesParams } from './params.js'
import { toResponsesBody } from './request.js'
import { toCompletionOfResponse } from './response.js'
import { createResponsesStream } from './stream.js'

export interface ResponsesOptions {
  /** The provider's id, under which reasoning is kept. */
  provider: string
  /** OpenAI's rules for its own models apply: also which of them have no chat endpoint. */
  openaiModels?: boolean
  /** The host gives reasoning encrypted when asked to. */
  encryptedReasoning?: boolean
  /** The host states what an answer cost. */
  statesCost?: boolean
  /** Parameters that the host refuses. */
  unsupported?: readonly string[] | undefined
  /** Headers of each request, from the environment. */
  headers?: () => Record<string, string> | undefined
  errorFacts?: AnswerContext['errorFacts']
}

type Parts = Pick<HttpProvider, 'params' | 'unsupported' | 'errorFacts' | 'chat'>

const PREFIX = 'responses/'

/**
 * Adds OpenAI's Responses API to the parts of a provider that speaks chat completions: `responses/<model>` goes there,
 * and so do OpenAI's models that answer nowhere else. https://platform.openai.com/docs/api-reference/responses
 */
export function withResponses(parts: Parts, options: ResponsesOptions): Parts {
  const { openaiModels = false, unsupported = [] } = options
  const params = responsesParams.filter((param) => !unsupported.includes(param))
  const translator = createTranslator(options)
  const wireModel = (model: string): string | undefined => {
    if (model.startsWith(PREFIX)) return model.slice(PREFIX.length)
    return openaiModels && responsesOnly(model) ? model : undefined
  }
  const { chat } = parts
  return {
    ...parts,
    params: (model) => (wireModel(model) === undefined ? parts.params(model) : params),
    unsupported(request, model) {
      const wire = wireModel(model)
      if (wire === undefined) return parts.unsupported?.(request, model) ?? []
      return refusedInResponses(request, wire, openaiModels)
    },
    chat(call) {
      if (wireModel(call.model) !== undefined) return translator
      return typeof chat === 'function' ? chat(call) : chat
    },
  }
}

function createTranslator(options: ResponsesOptions): ChatTranslator {
  const {
    provider,
    openaiModels = false,
    encryptedReasoning = false,
    statesCost = false,
    headers,
    errorFacts,
  } = options
  const contextOf = (call: ProviderCall): AnswerContext => ({
    provider,
    model: call.model.startsWith(PREFIX) ? call.model.slice(PREFIX.length) : call.model,
    openaiModels,
    encryptedReasoning,
    call,
    statesCost,
    errorFacts,
  })
  return {
    path: '/responses',
    toRequest(request: ProviderRequest, call) {
      const extra = headers?.()
      return { body: toResponsesBody(request, call, contextOf(call)), ...(extra && { headers: extra }) }
    },
    toCompletion: (body, call) => toCompletionOfResponse(body, contextOf(call)),
    createStream: (call) => createResponsesStream(contextOf(call)),
  }
}
