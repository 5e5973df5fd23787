import { isRecord, type TokenTranslator } from '../../src/provider.js'
import { modelPath, toBody } from './request.js'

/** https://ai.google.dev/api/tokens: the request whole, since tools and instructions count with it alone. */
export const countTokens: TokenTranslator = {
  path: '/v1beta/models',
  toRequest(request, { model, report }) {
    const path = modelPath(model)
    const { serviceTier: _, ...body } = toBody(request, { api: 'gemini', model, report })
    return { path: `/v1beta/${path}:countTokens`, body: { generateContentRequest: { model: path, ...body } } }
  },
  toTokens,
}

export function toTokens(body: unknown): unknown {
  return isRecord(body) ? body['totalTokens'] : undefined
}
