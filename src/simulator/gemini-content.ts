// Gemini's generateContent and streamGenerateContent. Shapes: the types of @google/genai, fields and order as in the
// recordings gemini-generateContent-002413b6bd (call), gemini-generateContent-9fbd2bb02a (signed text),
// gemini-streamGenerateContent-stream-c8f0daef55 (blocked prompt).
import type { Candidate, FinishReason, GenerateContentResponseUsageMetadata, Part } from '@google/genai'
import { type Answer, type ToolCall, wholeText } from './answer.js'
import { splitText } from './chunking.js'
import type { Dialect, Frame, FrameKind } from './dialect.js'
import { geminiErrorBody } from './gemini-errors.js'
import { geminiFacts, refuseGeminiRequest } from './gemini-facts.js'
import { isObject, parseJson } from './json.js'
import { makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'

const PATH = /\/([^/]+):(generateContent|streamGenerateContent)$/

export const geminiContent: Dialect = {
  id: 'gemini-content',
  maker: 'gemini',
  handles: (path) => PATH.test(path),
  route(path) {
    const [, model = '', method] = PATH.exec(path) ?? []
    return { model: decodeURIComponent(model), stream: method === 'streamGenerateContent' }
  },
  baseURL: (origin, provider) => `${origin}/${provider}`,
  hasKey: ({ headers, url }) =>
    Boolean(headers['x-goog-api-key']) ||
    /^Bearer\s+\S/i.test(headers['authorization'] ?? '') ||
    /[?&]key=[^&]/.test(url),
  refuse: refuseGeminiRequest,
  missingKey: { type: 'UNAUTHENTICATED', message: 'API key not valid. Please pass a valid API key.' },
  notFound: ({ path }) => ({ type: 'NOT_FOUND', message: `${path} is not found for API version v1beta.` }),
  facts: geminiFacts,
  body: (answer, request) => toResponse(answer, request, toParts(answer, request), true),
  frames: toFrames,
  errorBody: geminiErrorBody,
  errorFrame: (error) => event(geminiErrorBody(error)),
  models: (names) => ({ models: names.map((name) => ({ name: `models/${name}`, displayName: name })) }),
  requestId: (random) => makeId(random, '', 22),
  headers: () => ({ 'content-type': 'application/json; charset=UTF-8' }),
  rateLimitHeaders: () => ({}), // Gemini sends none
  keepAlive: ': keep-alive\r\n\r\n',
}

/** The same protocol under Vertex's paths. */
export const vertexContent: Dialect = { ...geminiContent, id: 'vertex-content', maker: 'vertex' }

interface WireResponse {
  candidates?: Array<Omit<Candidate, 'finishReason'> & { finishReason?: `${FinishReason}` }>
  promptFeedback?: { blockReason: string; blockReasonMessage: string }
  usageMetadata?: GenerateContentResponseUsageMetadata
  modelVersion: string
  responseId: string
}

function toResponse(answer: Answer, request: SimulatedRequest, parts: Part[], last: boolean): WireResponse {
  const usage = toUsage(answer, last)
  const head = {
    ...(usage && { usageMetadata: usage }),
    modelVersion: answer.model,
    responseId: `simulated-${request.index}`,
  }
  if (answer.refusal !== undefined)
    return { promptFeedback: { blockReason: 'SAFETY', blockReasonMessage: answer.refusal }, ...head }
  const finish = last ? { finishReason: toFinishReason(answer) } : {}
  return { candidates: [{ content: { parts, role: 'model' }, ...finish, index: 0 }], ...head }
}

const FINISH_REASONS: Readonly<Record<string, `${FinishReason}`>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
}

function toFinishReason({ finishReason = 'stop' }: Answer): `${FinishReason}` {
  // A script may send a word that the SDK's types do not know.
  return FINISH_REASONS[finishReason] ?? (finishReason as `${FinishReason}`)
}

/** Output tokens are counted only at the end. */
function toUsage({ usage }: Answer, last: boolean): GenerateContentResponseUsageMetadata | undefined {
  if (!usage) return undefined
  const { inputTokens, outputTokens, reasoningTokens, cachedTokens } = usage
  return {
    promptTokenCount: inputTokens,
    ...(last && { candidatesTokenCount: outputTokens - reasoningTokens }),
    totalTokenCount: inputTokens + (last ? outputTokens : 0),
    ...(cachedTokens > 0 && { cachedContentTokenCount: cachedTokens }),
    ...(last && reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
  }
}

function toParts(answer: Answer, request: SimulatedRequest): Part[] {
  const text = wholeText(answer.text)
  const calls = toCalls(answer, request)
  const signature = signatureOf(answer)
  const signed = calls.length === 0 && signature !== undefined ? { thoughtSignature: signature } : {}
  const thoughts = answer.thinkingBlocks.flatMap((block): Part[] =>
    block.type === 'thinking' ? [{ text: block.thinking, thought: true }] : [],
  )
  return [...thoughts, ...(text === '' && !signature ? [] : [{ text, ...signed }]), ...calls]
}

/** The model signs what follows its thoughts, not the thoughts. */
function signatureOf({ thinkingBlocks }: Answer): string | undefined {
  const last = thinkingBlocks.at(-1)
  return last?.type === 'thinking' ? last.signature : last?.data
}

/** Calls are whole, also in streams; the first one carries the signature, and models from the third on have ids. */
function toCalls(answer: Answer, request: SimulatedRequest): Part[] {
  const modern = /gemini-[3-9]/.test(request.model ?? '')
  const signature = signatureOf(answer) ?? (modern ? makeId(request.random, 'Ep', 86) : undefined)
  return answer.toolCalls.map((call, at): Part => {
    const id = call.id ?? (modern ? makeId(request.random, '', 8) : undefined)
    return {
      functionCall: { ...(id !== undefined && { id }), name: call.name, args: toArguments(call) },
      ...(at === 0 && signature !== undefined && { thoughtSignature: signature }),
    }
  })
}

function toArguments(call: ToolCall): Record<string, unknown> {
  const parsed = parseJson(call.arguments)
  return isObject(parsed) ? { ...parsed } : {}
}

function toFrames(answer: Answer, request: SimulatedRequest): Frame[] {
  const { random } = request
  if (answer.refusal !== undefined) return [frame('finish', toResponse(answer, request, [], true))]
  const pieces = answer.thinkingBlocks.flatMap((block) => {
    if (block.type !== 'thinking') return []
    const scripted = wholeText(answer.reasoning) === block.thinking ? answer.reasoning : block.thinking
    return splitText(scripted, answer.chunking, random).map((text): Part => ({ text, thought: true }))
  })
  pieces.push(...splitText(answer.text, answer.chunking, random).map((text): Part => ({ text })))
  pieces.push(...toCalls(answer, request))
  const signature = answer.toolCalls.length === 0 ? signatureOf(answer) : undefined
  const end: Part = { text: '', ...(signature !== undefined && { thoughtSignature: signature }) }
  return [
    ...pieces.map((part) => frame('content', toResponse(answer, request, [part], false))),
    frame('finish', toResponse(answer, request, [end], true)),
  ]
}

const frame = (kind: FrameKind, response: WireResponse): Frame => ({ kind, text: event(response) })

/** Google ends lines with both characters. */
const event = (body: unknown): string => `data: ${JSON.stringify(body)}\r\n\r\n`
