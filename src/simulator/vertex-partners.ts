// What Vertex serves beside Gemini: the partners' own protocols under Google's paths (quirks.md 88).
import { refuseAnthropicRequest } from './anthropic-errors.js'
import { anthropicMessages } from './anthropic-messages.js'
import type { Dialect } from './dialect.js'
import { openaiChat } from './openai-chat.js'
import { makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'

const VERSION = 'vertex-2023-10-16'

const CLAUDE = /\/publishers\/anthropic\/models\/([^/:]+):(rawPredict|streamRawPredict)$/
const RAW = /\/publishers\/[^/]+\/models\/([^/:]+):(rawPredict|streamRawPredict)$/
const OPENAPI = /\/endpoints\/openapi\/chat\/completions$/

const google = {
  maker: 'vertex',
  baseURL: (origin: string, provider: string) => `${origin}/${provider}`,
  hasKey: ({ headers }: SimulatedRequest) =>
    Boolean(headers['x-goog-api-key']) || /^Bearer\s+\S/i.test(headers['authorization'] ?? ''),
}

/** Claude: the model in the path, the version of the API in the body. */
export const vertexClaude: Dialect = {
  ...anthropicMessages,
  ...google,
  id: 'vertex-claude',
  handles: (path) => CLAUDE.test(path),
  route: (path) => modelIn(CLAUDE, path),
  refuse: refuseClaudeRequest,
  requestId: (random) => makeId(random, 'req_vrtx_011C', 20),
}

/** Mistral's and AI21's own chat completions, the model in the path. */
export const vertexRaw: Dialect = {
  ...openaiChat,
  ...google,
  id: 'vertex-raw',
  handles: (path) => RAW.test(path) && !CLAUDE.test(path),
  route: (path) => modelIn(RAW, path),
  // It is Mistral's protocol, whose streams end with their usage unasked.
  frames: (answer, request, now) => openaiChat.frames(answer, { ...request, provider: 'mistral' }, now),
}

/** OpenAI's chat completions behind one path for all other models. */
export const vertexOpenapi: Dialect = {
  ...openaiChat,
  ...google,
  id: 'vertex-openapi',
  handles: (path) => OPENAPI.test(path),
}

function modelIn(pattern: RegExp, path: string): { model: string; stream: boolean } {
  const [, model = '', method] = pattern.exec(path) ?? []
  return { model: decodeURIComponent(model), stream: method === 'streamRawPredict' }
}

function refuseClaudeRequest(request: SimulatedRequest): ReturnType<Dialect['refuse']> {
  const { anthropic_version: version, model } = request.body
  const refuse = (message: string) => ({ status: 400, type: 'invalid_request_error', message })
  if (request.text.trimStart().startsWith('{')) {
    if (version !== VERSION) return refuse(`anthropic_version: Input should be '${VERSION}'`)
    if (model !== undefined) return refuse('model: Extra inputs are not permitted')
  }
  // The rest is as at Anthropic, which has the model and the version elsewhere.
  const headers = { ...request.headers, 'anthropic-version': VERSION }
  return refuseAnthropicRequest({ ...request, headers, body: { ...request.body, model: request.model } })
}
