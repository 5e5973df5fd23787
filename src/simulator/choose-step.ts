import type { Dialect } from './dialect.js'
import { dialectsOf, familyOf } from './dialects.js'
import type { SimulatorOptions } from './options.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorStep, Step } from './script.js'

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-5', 'claude-haiku-4-5']

export interface Choice {
  readonly step: Step | undefined
  readonly dialect: Dialect
}

/** What the real API would refuse is refused before the script is asked. */
export async function chooseStep(
  request: SimulatedRequest,
  options: SimulatorOptions,
  next: () => Promise<Step | undefined>,
): Promise<Choice> {
  const spoken = dialectsOf(options).find((each) => each.id === request.dialect)
  const dialect = spoken ?? familyOf(request.headers)
  const isModels = request.method === 'GET' && request.path.endsWith('/models')
  if (!isModels && (!spoken || request.method !== (spoken.method ?? 'POST')))
    return { dialect, step: { status: 404, ...dialect.notFound(request) } }
  const unauthorized = refuseKey(request, dialect, options)
  if (unauthorized) return { dialect, step: unauthorized }
  if (isModels) return { dialect, step: { body: dialect.models(options.models ?? MODELS, 0) } }
  const refused = options.checkRequests === false ? undefined : dialect.refuse(request)
  return { dialect, step: refused ?? dialect.unscripted?.(request) ?? (await next()) }
}

function refuseKey(request: SimulatedRequest, dialect: Dialect, options: SimulatorOptions): ErrorStep | undefined {
  const { requireKey = true, keys } = options
  const needed = typeof requireKey === 'function' ? requireKey(request.provider) : requireKey
  if (!dialect.hasKey(request)) return needed ? { status: 401, ...dialect.missingKey } : undefined
  const { authorization, 'api-key': azure, 'x-api-key': anthropic } = request.headers
  const given = anthropic ?? azure ?? authorization?.replace(/^Bearer\s+/i, '')
  return keys && given !== undefined && !keys.includes(given) ? { status: 401 } : undefined
}
