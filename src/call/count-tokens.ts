import type { CallOptions } from '../contract/call.js'
import type { ChatMessage, ChatRequest, ProviderRequest, ResponseFormat } from '../contract/chat.js'
import { BadRequestError } from '../contract/errors.js'
import type { Provider, ProviderCall } from '../contract/provider.js'
import { isStandardSchema } from '../contract/standard-schema.js'
import { inlineMedia } from '../media/inline-media.js'
import { checkRequest } from '../normalize/check-request.js'
import { wrongField } from '../normalize/field-error.js'
import { applyParams } from '../normalize/params.js'
import { countPrompt, countText } from '../tokens/count-prompt.js'
import type { CountTokensRequest, TokenCount } from '../tokens/count-request.js'
import { attempt } from './attempt.js'
import { ChatCall } from './chat-call.js'
import { checkOptions } from './check-options.js'
import { mergeOptions } from './merge-options.js'
import { route } from './route.js'
import type { Runtime } from './runtime.js'

/** Counts a prompt here, or has the vendor's endpoint count it. */
export async function countTokens(runtime: Runtime, given: CountTokensRequest): Promise<TokenCount> {
  const { exact = false, text, request, options } = takeApart(given)
  const format = await jsonFormat(request.response_format)
  if (exact) return { tokens: await countAtVendor(runtime, request, options, format), method: 'endpoint' }
  const model = modelOf(request.model, options, runtime)
  if (text !== undefined) return countText(model, text)
  const { response_format: _, ...rest } = request
  return countPrompt(model, format ? { ...rest, response_format: format } : rest)
}

interface Parts {
  exact: boolean | undefined
  text: string | undefined
  request: ChatRequest
  options: CallOptions
}

/** The request checked, and what of it says how to reach the vendor. @throws BadRequestError that names the field */
function takeApart(given: CountTokensRequest): Parts {
  if (typeof given !== 'object' || given === null) throw wrongField('request', 'an object', given)
  const { model, text, tools, tool_choice, functions, function_call, response_format, exact, ...rest } = given
  const { messages, ...options } = rest
  if (text !== undefined && messages !== undefined)
    throw new BadRequestError('text: give messages or a text, not both.', { param: 'text' })
  if (text !== undefined && typeof text !== 'string') throw wrongField('text', 'a string', text)
  if (exact !== undefined && typeof exact !== 'boolean') throw wrongField('exact', 'a boolean', exact)
  const body = { tools, tool_choice, functions, function_call, response_format }
  const said = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null))
  const request: unknown = { ...said, model, messages: text === undefined ? messages : [toUser(text)] }
  checkRequest(request)
  checkOptions(options)
  return { exact, text, request, options }
}

const toUser = (text: string): ChatMessage => ({ role: 'user', content: text })

/** What a name stands for: the first deployment of a router's group, the model behind a deployment of Azure's. */
function modelOf(name: string, { azure }: CallOptions, { router, settings, defaults }: Runtime): string {
  const deployment = router?.group(name).deployments[0]
  const model = deployment?.fullModel ?? name
  const prefix = model.slice(0, Math.max(0, model.indexOf('/')))
  const base =
    azure?.baseModel ??
    deployment?.config.azure?.baseModel ??
    settings.get(prefix)?.azure?.baseModel ??
    defaults.azure?.baseModel
  return prefix.startsWith('azure') && base !== undefined ? `${prefix}/${base}` : model
}

function jsonFormat(
  format: ChatRequest['response_format'],
): ResponseFormat | undefined | Promise<ResponseFormat | undefined> {
  if (!isStandardSchema(format)) return format
  return import('../schema/to-response-format.js').then((module) => module.toResponseFormat(format))
}

/** No hook is told: nothing is generated and nothing billed. A fallback would count for another model. */
async function countAtVendor(
  runtime: Runtime,
  request: ChatRequest,
  options: CallOptions,
  format: ResponseFormat | undefined,
): Promise<number> {
  const { fallbacks: _, mock: __, extraBody: ___, ...defaults } = runtime.defaults
  const call = new ChatCall({ ...runtime, hooks: [] }, request, mergeOptions(defaults, options), format)
  try {
    const { result } = await route(call, (target) =>
      attempt(call, target, async (provider, providerCall) => {
        const ready = await toProviderRequest(call, provider, providerCall)
        return (await provider.countTokens?.(ready, providerCall)) ?? noEndpoint(provider, providerCall)
      }),
    )
    call.close()
    return result
  } catch (error) {
    throw call.fail(error)
  }
}

async function toProviderRequest(call: ChatCall, provider: Provider, to: ProviderCall): Promise<ProviderRequest> {
  const { response_format: _, ...rest } = call.request
  const needs = (url: string) => provider.needsDownload?.(url, to.model) === true
  const media = { ...call.runtime.media, signal: to.signal }
  const request: ProviderRequest = {
    ...rest,
    model: to.model,
    messages: await inlineMedia(call.messages, needs, call.dataURLs, media),
    ...(call.responseFormat && { response_format: call.responseFormat }),
  }
  return applyParams(request, provider, to.model, true, to.connection).request
}

function noEndpoint({ id }: Provider, { model }: ProviderCall): never {
  throw new BadRequestError(
    `exact: ${id} has no endpoint that counts tokens for ${model}. Leave exact out: the count is then made here.`,
    { code: 'unsupported_operation', param: 'exact' },
  )
}
