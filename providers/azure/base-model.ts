import type { ChatTranslator, HttpProvider, ProviderCall } from '../../src/provider.js'
import { isClaude } from './claude.js'

type Parts = Pick<HttpProvider, 'params' | 'unsupported' | 'errorFacts' | 'chat'>
type Connection = ProviderCall['connection']

const RESPONSES = /^responses\//
const ANTHROPIC = /\.azure\.com\/anthropic(?:[/?]|$)/

/**
 * What a deployment is: `azure.baseModel`, or what its name says. Its name is the user's choice, and rules for models
 * go by the model. Azure leaves the dot out of `gpt-3.5`. A base URL of Anthropic's API has nothing but Claude.
 */
export function modelBehind(deployment: string, connection: Connection | undefined): string {
  const prefix = RESPONSES.exec(deployment)?.[0] ?? ''
  const stated = connection?.azure?.baseModel
  const model = stated ?? deployment.slice(prefix.length)
  if (stated === undefined && ANTHROPIC.test(connection?.baseURL ?? '') && !isClaude(model)) return 'claude'
  return prefix + model.replace(RESPONSES, '').replace(/^gpt-35/, 'gpt-3.5')
}

/** The parts of a provider, with rules by the model behind the deployment; requests name the deployment. */
export function byBaseModel(parts: Parts): Parts {
  const { chat } = parts
  return {
    ...parts,
    params: (model, connection) => parts.params(modelBehind(model, connection)),
    unsupported: (request, model, connection) => parts.unsupported?.(request, modelBehind(model, connection)) ?? [],
    chat: (call) => ofDeployment(typeof chat === 'function' ? chat(behind(call)) : chat),
  }
}

function ofDeployment(translator: ChatTranslator): ChatTranslator {
  return {
    path: translator.path,
    toRequest(request, call) {
      const vendor = translator.toRequest(request, behind(call))
      return { ...vendor, body: { ...vendor.body, model: call.model.replace(RESPONSES, '') } }
    },
    toCompletion: (body, call, request) => translator.toCompletion(body, behind(call), request),
    createStream: (call, request) => translator.createStream(behind(call), request),
  }
}

const behind = (call: ProviderCall): ProviderCall => ({ ...call, model: modelBehind(call.model, call.connection) })
