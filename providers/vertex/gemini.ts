import { type ChatTranslator, pathSegment } from '../../src/provider.js'
import { methodOf, toBody } from '../gemini/request.js'
import { toCompletion } from '../gemini/response.js'
import { createStream } from '../gemini/stream.js'
import { parentOf } from './location.js'
import { publisherModel } from './publisher.js'

/** Gemini on Vertex. https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference */
export const geminiOnVertex: ChatTranslator = {
  path: '/v1beta1',
  toRequest(request, call) {
    const { model, report, stream, extraBody } = call
    return {
      path: `/v1beta1${parentOf(call)}/${modelPath(model)}${methodOf(stream)}`,
      body: toBody(request, { api: 'vertex', model, report, extraBody }),
      whole: true,
    }
  },
  toCompletion,
  createStream,
}

/** A model of Google's, or an endpoint of the user's own. */
export function modelPath(model: string): string {
  const { publisher, name } = publisherModel(model)
  if (publisher === 'google') return `publishers/google/models/${pathSegment(name)}`
  return `endpoints/${pathSegment(name)}` // also LiteLLM's `gemini/<endpoint>`
}
