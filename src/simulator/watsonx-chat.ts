// IBM's watsonx.ai: OpenAI's chat under names and paths of its own (https://cloud.ibm.com/apidocs/watsonx-ai#text-chat),
// and IBM Cloud's tokens (https://cloud.ibm.com/docs/account?topic=account-iamtoken_from_apikey).
import type { Answer } from './answer.js'
import type { Dialect, Frame } from './dialect.js'
import { isObject } from './json.js'
import { openaiChat } from './openai-chat.js'
import { openaiErrorBody, refuseOpenaiRequest } from './openai-errors.js'
import { openaiFacts } from './openai-facts.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields } from './script.js'

const PATH = /^\/ml\/v1\/(?:deployments\/([^/]+)\/)?text\/(chat|chat_stream)$/

export const watsonxChat: Dialect = {
  ...openaiChat,
  id: 'watsonx-chat',
  maker: 'watsonx',
  handles: (path) => PATH.test(path),
  // The model is in the body, unless the path names a deployment.
  route(path) {
    const [, deployment, action] = PATH.exec(path) ?? []
    const model = deployment === undefined ? {} : { model: decodeURIComponent(deployment) }
    return { ...model, stream: action === 'chat_stream' }
  },
  baseURL: (origin, provider) => `${origin}/${provider}`,
  hasKey: ({ headers }) => /^Bearer\s+\S/i.test(headers['authorization'] ?? ''),
  refuse: refuseWatsonxRequest,
  missingKey: { code: 'authentication_token_not_valid', message: 'Failed to authenticate the request.' },
  facts: (body) => openaiFacts({ ...body, tool_choice: body['tool_choice'] ?? body['tool_choice_option'] }),
  body: (answer, request, now) => withModelId(openaiChat.body(named(answer, request), request, now)),
  frames: toFrames,
  errorBody: watsonxErrorBody,
  errorFrame: (error) => `event: error\ndata: ${JSON.stringify(watsonxErrorBody(error))}\n\n`,
}

/** Tokens for API keys. A token holds its key, so that a test can tell whose it is. */
export const ibmIam: Dialect = {
  ...openaiChat,
  id: 'ibm-iam',
  maker: 'ibm-iam',
  handles: (path) => path === '/identity/token',
  baseURL: (origin) => origin,
  hasKey: (request) => keyIn(request) !== '',
  refuse: () => undefined,
  unscripted: (request) => ({
    body: { access_token: `token-for-${keyIn(request)}`, token_type: 'Bearer', expires_in: 3600 },
  }),
}

function keyIn({ text }: SimulatedRequest): string {
  return new URLSearchParams(text).get('apikey') ?? ''
}

function modelOf({ body, model }: SimulatedRequest): string {
  return typeof body['model_id'] === 'string' ? body['model_id'] : (model ?? '')
}

const named = (answer: Answer, request: SimulatedRequest): Answer => ({
  ...answer,
  model: answer.model || modelOf(request),
})

function withModelId(completion: unknown): unknown {
  return isObject(completion) ? { ...completion, model_id: completion['model'] } : completion
}

/** Usage comes unasked, as at Mistral; events are numbered, and nothing follows the last. */
function toFrames(answer: Answer, request: SimulatedRequest, now: number): Frame[] {
  const frames = openaiChat.frames(named(answer, request), { ...request, provider: 'mistral' }, now)
  return frames
    .filter(({ kind }) => kind !== 'done')
    .map(({ kind, text }, at) => ({ kind, text: `id: ${at + 1}\nevent: message\n${String(text)}` }))
}

type StatusError = ErrorFields & { status: number }

function refuseWatsonxRequest(request: SimulatedRequest): StatusError | undefined {
  return (
    refuseVersion(request) ??
    refuseOpenaiRequest({ ...request, body: { ...request.body, model: modelOf(request) } }) ??
    refuseScope(request)
  )
}

const refuse = (message: string): StatusError => ({ status: 400, code: 'invalid_request_entity', message })

/** Every address has the date of its version. */
export function refuseVersion({ url }: SimulatedRequest): StatusError | undefined {
  const hasVersion = new URL(url, 'http://host').searchParams.has('version')
  return hasVersion ? undefined : refuse('Missing required query: version')
}

/** Somebody has to pay, unless a deployment knows who. */
export function refuseScope({ body }: SimulatedRequest): StatusError | undefined {
  if (!('model_id' in body) || 'project_id' in body || 'space_id' in body) return undefined
  return refuse('Either space_id or project_id has to be given')
}

const CODES: Readonly<Record<number, string>> = {
  400: 'invalid_request_entity',
  401: 'authentication_token_not_valid',
  403: 'no_associated_service_instance_error',
  404: 'model_not_supported',
  429: 'token_quota_reached',
  500: 'downstream_request_failed',
}

function watsonxErrorBody(error: StatusError): unknown {
  const standard = openaiErrorBody(error)
  const fields = isObject(standard) && isObject(standard['error']) ? standard['error'] : {}
  const code = error.code ?? CODES[error.status] ?? 'error'
  return { errors: [{ code, message: fields['message'] }], trace: 'simulated', status_code: error.status }
}
