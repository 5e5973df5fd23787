import { type ChatTranslator, type HttpProvider, type ProviderCall, pathSegment } from '../../src/provider.js'
import type { Dialect, ModelDialect } from '../openai/dialect.js'
import { dialectParts } from '../openai/translator.js'
import { parentOf } from './location.js'
import { publisherModel } from './publisher.js'

type Parts = Pick<HttpProvider, 'params' | 'unsupported'> & { chat: ChatTranslator }

/** Meta, DeepSeek, Qwen, OpenAI's open models … https://cloud.google.com/vertex-ai/generative-ai/docs/maas/call-open-model-apis */
const OPENAPI: Dialect = { maxTokens: 'max_tokens', extraParams: ['top_k'] }

/** Mistral's own chat completions. */
const MISTRAL: Dialect = {
  maxTokens: 'max_tokens',
  noStreamOptions: true,
  toolCallIds: '9-alphanumerics', // quirks.md 122
  toolChoice: { required: 'any', named: 'filter' }, // quirks.md 123
  toolMessageName: true,
  imageUrl: 'string',
  rename: { seed: 'random_seed' },
  reasoning: { as: 'nothing' },
}

const MODELS: readonly ModelDialect[] = [
  { model: /^(?:mistralai\/|mistral|codestral|ministral|pixtral)/, quirks: MISTRAL },
]

/** The partners whose models speak OpenAI's dialect: through one endpoint for all. */
export const openapi: Parts = withPath(OPENAPI, (call) => ({
  path: `/v1beta1${parentOf(call)}/endpoints/openapi/chat/completions`,
  model: call.model,
}))

/** Partners that Vertex hands the request to as it is. */
export const raw: Parts = withPath(OPENAPI, (call) => {
  const { publisher, name } = publisherModel(call.model)
  const method = call.stream ? 'streamRawPredict' : 'rawPredict'
  return {
    path: `/v1${parentOf(call)}/publishers/${publisher}/models/${pathSegment(name)}:${method}`,
    // The version is for the path: the body has the bare name.
    model: name.replace(/@.*$/, ''),
  }
})

function withPath(dialect: Dialect, where: (call: ProviderCall) => { path: string; model: string }): Parts {
  const parts = dialectParts({ provider: 'vertex', dialect, models: MODELS, path: '' })
  const { chat } = parts
  if (typeof chat === 'function') throw new TypeError('One translator serves all models of a dialect.')
  return {
    ...parts,
    chat: {
      ...chat,
      toRequest(request, call) {
        const { path, model } = where(call)
        const vendor = chat.toRequest(request, call)
        return { ...vendor, path, body: { ...vendor.body, model } }
      },
    },
  }
}
