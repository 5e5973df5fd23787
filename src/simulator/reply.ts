import { toAnswer } from './answer.js'
import type { Dialect } from './dialect.js'
import { malformedBytes, type Part, planActions } from './faults.js'
import type { Performance } from './perform.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { AnswerStep, ErrorStep, Faults, RawStep, Step } from './script.js'

const EVENT_STREAM = 'text/event-stream'

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n'

interface Content {
  readonly status: number
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An answer in frames; bytes of a script are one where their content type says so. */
  readonly streamed?: boolean
  readonly parts: readonly Part[]
}

/** Turns a step into what the server does, in the dialect's form. */
export function toPerformance(
  step: Step | undefined,
  dialect: Dialect,
  request: SimulatedRequest,
  now: number,
): Performance {
  const requestId = dialect.requestId(request.random)
  const content = withBodyFaults(toContent(step, dialect, request, requestId, now), step?.faults, dialect, requestId)
  const headers = {
    ...dialect.headers(requestId, content.status),
    ...content.headers,
    ...(content.contentType ? { 'content-type': content.contentType } : {}),
    ...(step?.rateLimit ? dialect.rateLimitHeaders(step.rateLimit, now) : {}),
    ...lowerCased(step?.headers ?? {}),
  }
  const events = (headers['content-type'] ?? '').startsWith(EVENT_STREAM)
  const streamed = content.streamed ?? events
  const { error, ...others } = step?.faults ?? {}
  const actions = planActions({
    parts: content.parts,
    faults: error && streamed ? { ...others, error } : others,
    errorFrame: error ? dialect.errorFrame({ status: 500, ...error }, requestId) : '',
    chunkMs: step?.chunkMs ?? 0,
    // Only events can hold a comment.
    streamed: events,
  })
  const length = streamed ? {} : { 'content-length': String(byteLength(content.parts, others)) }
  return {
    status: content.status,
    headers: { ...length, ...headers },
    actions: [{ do: 'wait', ms: step?.latencyMs ?? 0 }, ...actions],
    pieceBytes: step?.pieceBytes,
    // A keep-alive line would spoil a JSON body.
    keepAlive: streamed ? dialect.keepAlive : '',
  }
}

function toContent(
  step: Step | undefined,
  dialect: Dialect,
  request: SimulatedRequest,
  requestId: string,
  now: number,
): Content {
  if (step && isRaw(step)) return rawContent(step)
  if (step && isError(step)) return { status: step.status, parts: halves(dialect.errorBody(step, requestId)) }
  const answer = toAnswer(step, dialect.facts(request.body), request.model ?? '', request.random)
  if (!request.stream) {
    const headers = dialect.answerHeaders?.(answer) ?? {}
    return { status: 200, headers, parts: halves(dialect.body(answer, request, now)) }
  }
  const left = (step?.faults?.noFinish ? ['finish', 'usage'] : []).concat(step?.faults?.noDone ? ['done'] : [])
  const frames = dialect.frames(answer, request, now).filter(({ kind }) => !left.includes(kind))
  return {
    status: 200,
    contentType: dialect.streamType ?? `${EVENT_STREAM}; charset=utf-8`,
    streamed: true,
    parts: frames.map(({ kind, text }) => ({ kind, bytes: text })),
  }
}

/** Faults that replace the whole body. */
function withBodyFaults(content: Content, faults: Faults | undefined, dialect: Dialect, requestId: string): Content {
  if (faults?.nonJson) return { status: content.status, contentType: 'text/html', parts: halves(HTML) }
  if (!faults?.error || content.streamed || content.contentType?.startsWith(EVENT_STREAM)) return content
  return { status: content.status, parts: halves(dialect.errorBody({ status: 500, ...faults.error }, requestId)) }
}

function rawContent({ body, status = 200 }: RawStep): Content {
  const pieces = Array.isArray(body) && body.every(isBytes) ? body : isBytes(body) ? [body] : undefined
  if (!pieces) return { status, contentType: 'application/json', parts: halves(body) }
  return {
    status,
    contentType: 'text/plain; charset=utf-8',
    parts: pieces.map((bytes) => ({ kind: 'content', bytes })),
  }
}

/** A whole body in two writes, so that a fault can come in its middle. */
function halves(body: unknown): Part[] {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const middle = Math.ceil(bytes.length / 2)
  return [bytes.subarray(0, middle), bytes.subarray(middle)].map((half) => ({ kind: 'content', bytes: half }))
}

function byteLength(parts: readonly Part[], { malformed, paddingBytes = 0 }: Faults): number {
  const inserted = malformed ? [malformedBytes(malformed)] : []
  const all = [...parts.map((part) => part.bytes), ...inserted]
  return all.reduce((sum, bytes) => sum + Buffer.byteLength(bytes), paddingBytes)
}

function isBytes(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array
}

function isRaw(step: Step): step is RawStep {
  return 'body' in step
}

function isError(step: AnswerStep | ErrorStep): step is ErrorStep {
  return 'status' in step
}

function lowerCased(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), value] as const],
  )
  return Object.fromEntries(given)
}
