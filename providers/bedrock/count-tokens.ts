import { MissingDependencyError, type ProviderCall, type ProviderRequest } from '../../src/provider.js'
import { toModelId } from './model-id.js'
import { regionOf } from './region.js'
import { toRequest } from './request.js'
import { send } from './send.js'

/** Profiles over several regions count nothing; the model behind them does (bedrock-count_tokens-8cc2ceecf3). */
const REGIONS = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\./

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html */
export async function countTokens(request: ProviderRequest, call: ProviderCall): Promise<number | undefined> {
  const { id } = toModelId(call.model, request)
  const modelId = id.replace(REGIONS, '')
  const input = toRequest(request, { model: call.model, region: regionOf(call, id), report: call.report })
  const { messages, system, toolConfig, additionalModelRequestFields } = input
  const converse = {
    messages,
    ...(system && { system }),
    ...(toolConfig && { toolConfig }),
    ...(additionalModelRequestFields && { additionalModelRequestFields }),
  }
  const sent = await send(call, id, (client, sdk, abortSignal) => {
    // Versions of the SDK before August 2025 do not have it.
    if (!('CountTokensCommand' in sdk)) throw new MissingDependencyError('@aws-sdk/client-bedrock-runtime@latest')
    const command = new sdk.CountTokensCommand({ modelId, input: { converse } })
    return { command, sent: () => client.send(command, { abortSignal }) }
  })
  sent.end()
  return sent.output.inputTokens
}
