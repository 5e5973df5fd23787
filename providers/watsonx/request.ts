import {
  BadRequestError,
  type ChatTranslator,
  fromEnvironment,
  type ProviderCall,
  pathSegment,
} from '../../src/provider.js'

/** The date of the API's version, unless `query` holds one. */
const VERSION = '2024-05-31'

/** Who pays: a project or a deployment space. */
type Scope = { project_id: string } | { space_id: string }

/**
 * OpenAI's request under IBM's addresses and names
 * (https://cloud.ibm.com/apidocs/watsonx-ai#text-chat). `deployment/<id>` is a deployment, which knows its own model.
 */
export function onWatsonx(chat: ChatTranslator | ((call: ProviderCall) => ChatTranslator)): ChatTranslator {
  if (typeof chat === 'function') throw new TypeError('One translator serves all models of a dialect.')
  return {
    ...chat,
    toRequest(request, call) {
      const vendor = chat.toRequest(request, call)
      const { model, stream: _, tool_choice: choice, ...rest }: Record<string, unknown> = { ...vendor.body }
      const deployment = deploymentOf(call.model)
      const action = call.stream ? 'chat_stream' : 'chat'
      const body = {
        ...(deployment === undefined && { model_id: model, ...scopeOf({ ...rest, ...call.extraBody }) }),
        ...rest,
        ...(typeof choice === 'string' ? { tool_choice_option: choice } : choice ? { tool_choice: choice } : {}),
      }
      const folder = deployment === undefined ? '' : `/deployments/${pathSegment(deployment)}`
      return { ...vendor, body, path: versioned(`/ml/v1${folder}/text/${action}`, call) }
    },
  }
}

const deploymentOf = (model: string): string | undefined => /^deployment\/(.+)$/.exec(model)?.[1]

export function versioned(path: string, { connection }: ProviderCall): string {
  return connection.query?.['version'] === undefined ? `${path}?version=${VERSION}` : path
}

/** The caller's own, or that of the environment. */
export function scopeOf(body: Record<string, unknown>): Partial<Scope> {
  if ('project_id' in body || 'space_id' in body) return {}
  const project = fromEnvironment(['WATSONX_PROJECT_ID', 'WX_PROJECT_ID'])
  if (project) return { project_id: project }
  const space = fromEnvironment(['WATSONX_SPACE_ID', 'WATSONX_DEPLOYMENT_SPACE_ID'])
  if (space) return { space_id: space }
  throw new BadRequestError('watsonx.ai bills a project or a space. Set WATSONX_PROJECT_ID or pass project_id.', {
    provider: 'watsonx',
    param: 'project_id',
  })
}
