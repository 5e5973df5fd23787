import type { ChatTranslator, HttpProvider, ProviderCall, ProviderRequest, VendorRequest } from '../../src/provider.js'
import type { Dialect, ModelDialect } from './dialect.js'
import { type FailureContext, toErrorFacts } from './errors.js'
import { paramsOf, refusedParams } from './params.js'
import { toChatBody } from './request.js'
import { type AnswerContext, toChatCompletion } from './response.js'
import { createChatStream } from './stream.js'
import { earlierCallsOf } from './tool-calls.js'
import { prefillOf } from './turns.js'

export interface DialectOptions {
  /** The provider's id, under which reasoning is kept. */
  provider: string
  dialect: Dialect
  /** What differs for some models. */
  models?: readonly ModelDialect[] | undefined
  path: string
  errorFacts?: FailureContext['errorFacts']
  /** Headers of each request, from the environment. */
  headers?: () => Record<string, string> | undefined
}

/** The parts of a provider that translate one dialect. */
export function dialectParts(
  options: DialectOptions,
): Pick<HttpProvider, 'params' | 'unsupported' | 'errorFacts' | 'chat'> {
  const dialectOf = createDialects(options)
  return {
    params: (model) => dialectOf(model).params,
    unsupported: (request, model) => refusedParams(request, model, dialectOf(model).dialect),
    errorFacts(stated, body) {
      const facts = toErrorFacts(stated, options.dialect)
      return options.errorFacts?.(facts, body) ?? facts
    },
    chat: createTranslator(options, dialectOf),
  }
}

interface ResolvedDialect {
  dialect: Dialect
  params: readonly string[]
}

/** The dialect of each model. Models that the same entries match share one. */
function createDialects({ dialect, models = [] }: DialectOptions): (model: string) => ResolvedDialect {
  const plain: ResolvedDialect = { dialect, params: paramsOf(dialect) }
  if (models.length === 0) return () => plain
  const known = new Map<string, ResolvedDialect>([['', plain]])
  return (model) => {
    const matching = models.filter((entry) => entry.model.test(model))
    const key = matching.map((entry) => models.indexOf(entry)).join()
    let resolved = known.get(key)
    if (resolved === undefined) {
      const merged: Dialect = Object.assign({}, dialect, ...matching.map(({ quirks }) => quirks))
      resolved = { dialect: merged, params: paramsOf(merged) }
      known.set(key, resolved)
    }
    return resolved
  }
}

function createTranslator(
  { provider, path, headers, errorFacts }: DialectOptions,
  dialectOf: (model: string) => ResolvedDialect,
): ChatTranslator {
  const contextOf = (call: ProviderCall, request: ProviderRequest): AnswerContext => {
    const { dialect } = dialectOf(call.model)
    return {
      provider,
      dialect,
      call,
      errorFacts,
      prefill: dialect.prefill && prefillOf(request.messages),
      earlierCalls: dialect.repeatsCallsInJson && earlierCallsOf(request),
    }
  }
  return {
    path,
    toRequest(request, call) {
      const { dialect } = dialectOf(call.model)
      const vendor: VendorRequest = { body: toChatBody(request, call, { provider, model: call.model, dialect }) }
      const extra = { ...headers?.(), ...affinity(request, dialect) }
      if (Object.keys(extra).length > 0) vendor.headers = extra
      return vendor
    },
    toCompletion: (body, call, request) => toChatCompletion(body, contextOf(call, request)),
    createStream: (call, request) => createChatStream(contextOf(call, request)),
  }
}

/** What cannot stand in a header is left out. */
function affinity({ prompt_cache_key: key }: ProviderRequest, { cacheAffinityHeader: name }: Dialect) {
  return name && key && /^[\x21-\x7e]+$/.test(key) ? { [name]: key } : undefined
}
