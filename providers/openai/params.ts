import { type ProviderRequest, paramsExcept } from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import { refusedByModel } from './models.js'
import { reasoningControlOf } from './reasoning.js'

/** `thinking`, `top_k` and `store` depend on the host. */
const OPENAI_PARAMS = paramsExcept('thinking', 'top_k', 'store')

/** The parameters that a host takes. */
export function paramsOf(dialect: Dialect): readonly string[] {
  const refused = new Set<string>(dialect.unsupported)
  const taken = new Set<string>([...OPENAI_PARAMS, ...(dialect.extraParams ?? [])])
  if (dialect.store) taken.add('store')
  if (reasoningControlOf(dialect).as === 'nothing') taken.delete('reasoning_effort')
  else taken.add('thinking')
  return [...taken].filter((param) => !refused.has(param))
}

const NOTHING: readonly string[] = []

/** Parameters that the model refuses in this request. */
export function refusedParams(request: ProviderRequest, model: string, { openaiModels }: Dialect): readonly string[] {
  return openaiModels ? refusedByModel(request, model) : NOTHING
}
