import type { TokenTranslator } from '../../src/provider.js'
import { toTokens } from '../gemini/count-tokens.js'
import { toBody } from '../gemini/request.js'
import { modelPath } from './gemini.js'
import { parentOf } from './location.js'

/** Gemini's. https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/count-tokens */
export const countTokens: TokenTranslator = {
  path: '/v1beta1',
  toRequest(request, call) {
    const { model, report } = call
    const body = toBody(request, { api: 'vertex', model, report })
    const { contents, systemInstruction, tools, generationConfig } = body
    return {
      path: `/v1beta1${parentOf(call)}/${modelPath(model)}:countTokens`,
      body: {
        contents,
        ...(systemInstruction && { systemInstruction }),
        ...(tools && { tools }),
        ...(generationConfig && { generationConfig }),
      },
    }
  },
  toTokens,
}
