import {
  APIResponseError,
  isModelRelayError,
  isRecord,
  type ProviderCall,
  parseJson,
  retryAfterMsOf,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '../../src/provider.js'

/** ms between two looks at a prediction. */
const INTERVAL = 1000
/** ms after the first look, twice as many after each. */
const FIRST_INTERVAL = 125
/** Looks in a row that may fail. */
const MAX_FAILURES = 5
/** ms that a `retry-after` is heeded for. */
const MAX_PAUSE = 60_000
/** ms for a prediction to be cancelled. */
const CANCEL_TIMEOUT = 10_000

/**
 * One prediction: a transport whose answer is its end, or the stream of its output where there is one
 * (https://replicate.com/docs/reference/http#predictions.create). Each creation is paid for, so that nothing after it
 * may lead to another: a look that fails is repeated here, and what fails for good is not retryable.
 */
export class Prediction implements Transport {
  readonly #call: ProviderCall
  #created = false
  #cancel: TransportRequest | undefined

  constructor(call: ProviderCall) {
    this.#call = call
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const call = this.#call
    const created = await call.transport.send(request)
    if (created.status >= 300) return created
    this.#created = true
    const started = await read(created, call)
    const { stream, get, cancel } = started.urls
    if (!started.over) this.#cancel = cancelling(request, cancel, call)
    if (call.stream && stream !== undefined)
      return look(follow(request, stream, 'text/event-stream', call), call, async (answer) => answer)
    let current = started
    for (let looks = 0; !current.over; looks++) {
      if (get === undefined) throw new APIResponseError('The prediction of Replicate says not where it goes on.')
      if (looks > 0) await pause(Math.min(FIRST_INTERVAL * 2 ** (looks - 1), INTERVAL), call.signal)
      const next = await look(follow(request, get, 'application/json', call), call, async (answer) =>
        answer.status >= 300 ? answer : read(answer, call),
      )
      if (!('over' in next)) return next
      current = next
    }
    this.#cancel = undefined
    return current.response
  }

  /** The error of a call, which must not begin another prediction once there is one. */
  failed(error: unknown): unknown {
    if (this.#call.signal.aborted) this.cancel()
    this.#cancel = undefined
    if (this.#created && isModelRelayError(error)) Object.assign(error, { retryable: false })
    return error
  }

  /** Ends a prediction that nobody waits for any more, as far as that can be had without waiting. */
  cancel(): void {
    const request = this.#cancel
    this.#cancel = undefined
    if (request === undefined) return
    const signal = AbortSignal.timeout(CANCEL_TIMEOUT) // the call's own is over
    this.#call.transport.send({ ...request, signal }).then(
      (answer) => answer.discard(),
      () => {},
    )
  }
}

interface Progress {
  over: boolean
  urls: { get: string | undefined; stream: string | undefined; cancel: string | undefined }
  /** The answer that held it, to be read again. */
  response: TransportResponse
}

const RUNNING: ReadonlySet<unknown> = new Set(['starting', 'processing', 'queued'])

async function read(response: TransportResponse, call: ProviderCall): Promise<Progress> {
  const text = await response.text(call.limits.maxResponseBytes)
  const body = parseJson(text, 'The prediction of Replicate')
  const fields = isRecord(body) ? body : {}
  const urls = isRecord(fields['urls']) ? fields['urls'] : {}
  const url = (name: string) => (typeof urls[name] === 'string' ? urls[name] : undefined)
  return {
    over: !RUNNING.has(fields['status']),
    urls: { get: url('get'), stream: url('stream'), cancel: url('cancel') },
    response: {
      status: 200,
      header: (name) => (name === 'content-type' ? 'application/json' : response.header(name)),
      text: async () => text,
      bytes: async function* () {
        yield new TextEncoder().encode(text)
      },
      discard: () => response.discard(),
    },
  }
}

/** Asks again where a connection, a limit or a server failed; the last answer is handed on. */
async function look<T>(
  request: TransportRequest,
  call: ProviderCall,
  use: (answer: TransportResponse) => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    let wait = INTERVAL
    try {
      const answer = await call.transport.send(request)
      if (answer.status >= 300 && answer.status < 400) throw redirected(answer, call)
      const isTransient = answer.status === 429 || answer.status >= 500
      if (!isTransient || failures >= MAX_FAILURES) return await use(answer)
      wait = Math.min(retryAfterMsOf(answer.header) ?? INTERVAL, MAX_PAUSE)
      answer.discard()
    } catch (error) {
      const isTransient = isModelRelayError(error) && error.retryable && !call.signal.aborted
      if (!isTransient || failures >= MAX_FAILURES) throw error
    }
    await pause(wait, call.signal)
  }
}

/** Followed as any redirect, it would repeat the creation. */
function redirected(answer: TransportResponse, { provider, model }: ProviderCall): APIResponseError {
  answer.discard()
  return new APIResponseError('The prediction of Replicate redirects, which is not followed.', {
    provider,
    model,
    status: answer.status,
    code: 'redirect',
    retryable: false,
  })
}

/** The key goes to Replicate and to nobody else, whatever the answer says. */
function follow(
  request: TransportRequest,
  url: string,
  accept: string,
  { provider, model }: ProviderCall,
): TransportRequest {
  const target = URL.canParse(url) ? new URL(url) : undefined
  const own = target?.origin === new URL(request.baseURL).origin
  const theirs = target?.protocol === 'https:' && /(?:^|\.)replicate\.(?:com|net|delivery)$/.test(target.hostname)
  if (!target || !(own || theirs))
    throw new APIResponseError('The prediction of Replicate goes on at a host that is not its own.', {
      provider,
      model,
    })
  const { 'content-type': _, prefer: __, 'cancel-after': ___, ...headers } = request.headers // of the creation
  const { body: ____, query: _____, ...rest } = request
  const path = target.pathname + target.search
  return { ...rest, method: 'GET', baseURL: target.origin, path, headers: { ...headers, accept } }
}

/** How to cancel it; undefined where the answer does not say, or names a stranger. */
function cancelling(
  request: TransportRequest,
  url: string | undefined,
  call: ProviderCall,
): TransportRequest | undefined {
  if (url === undefined) return undefined
  try {
    return { ...follow(request, url, 'application/json', call), method: 'POST' }
  } catch {
    return undefined
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
