import { type ProviderRequest, paramsExcept } from '../../../src/provider.js'
import { refusedByModel } from '../models.js'

/** What `/responses` takes of OpenAI's chat parameters. */
export const responsesParams: readonly string[] = paramsExcept(
  'audio',
  'frequency_penalty',
  'function_call',
  'functions',
  'logit_bias',
  'modalities',
  'n',
  'prediction',
  'presence_penalty',
  'seed',
  'stop',
  'top_k',
)

/** Parameters that the model refuses in this request. */
export function refusedInResponses(request: ProviderRequest, model: string, openaiModels: boolean): readonly string[] {
  return openaiModels ? refusedByModel(request, model) : []
}
