import type { ConnectionOptions } from '../contract/call.js'
import type { ProviderRequest } from '../contract/chat.js'
import { UnsupportedParamsError } from '../contract/errors.js'
import { KNOWN_PARAMS } from '../contract/params.js'
import type { Provider } from '../contract/provider.js'
import { NEUTRAL_VALUES } from './neutral-values.js'

export interface AppliedParams {
  /** The same object where nothing had to go. */
  request: ProviderRequest
  /** Parameters that the caller set and the model will not see. */
  dropped: string[]
}

/**
 * Leaves out what a provider does not take. Null, and values that say no more than absence does, go without a word;
 * everything else is refused, or dropped and named.
 * Keys that are no parameter of OpenAI's or ours are the vendor's own and stay.
 * @throws UnsupportedParamsError naming all of them, unless `dropParams`.
 */
export function applyParams(
  request: ProviderRequest,
  provider: Provider,
  model: string,
  dropParams: boolean,
  connection?: Readonly<ConnectionOptions>,
): AppliedParams {
  const taken = provider.params(model, connection)
  const refused = provider.unsupported?.(request, model, connection) ?? []
  const values: Readonly<Record<string, unknown>> = request
  let left: string[] | undefined
  let dropped: string[] | undefined
  for (const key in values) {
    const value = values[key]
    const known = KNOWN_PARAMS.has(key)
    if (value === undefined || value === null) {
      if (known || value === undefined) left = append(left, key)
    } else if (refused.includes(key) || (known && !taken.includes(key))) {
      left = append(left, key)
      if (!isNeutral(key, value)) dropped = append(dropped, key)
    }
  }
  if (dropped && !dropParams) throw unsupportedParams(dropped, provider.id, model)
  return { request: left ? without(request, left) : request, dropped: dropped ?? [] }
}

/**
 * The parameters of an embedding request without those that the model refuses.
 * @throws UnsupportedParamsError naming all of them, unless `dropParams`.
 */
export function applyEmbeddingParams<T extends object>(
  request: T,
  provider: Provider,
  model: string,
  dropParams: boolean,
): { request: T; dropped: readonly string[] } {
  const refused = provider.embedUnsupported?.(model) ?? []
  const dropped = refused.filter((name) => (Reflect.get(request, name) ?? undefined) !== undefined)
  if (dropped.length === 0) return { request, dropped }
  if (!dropParams) throw unsupportedParams(dropped, provider.id, model)
  return { request: without(request, dropped), dropped }
}

function append(list: string[] | undefined, key: string): string[] {
  if (list === undefined) return [key]
  list.push(key)
  return list
}

function without<T extends object>(request: T, keys: readonly string[]): T {
  const copy = { ...request }
  for (const key of keys) Reflect.deleteProperty(copy, key)
  return copy
}

function isNeutral(key: string, value: unknown): boolean {
  const neutral = NEUTRAL_VALUES.get(key)
  return neutral !== undefined && (neutral === value || neutral === JSON.stringify(value))
}

function unsupportedParams(params: readonly string[], provider: string, model: string): UnsupportedParamsError {
  const names = params.join(', ')
  const them = params.length === 1 ? 'it' : 'them'
  return new UnsupportedParamsError(
    `${provider}/${model} does not take ${names} here: pass dropParams: true to leave ${them} out.`,
    { params, provider, model },
  )
}
