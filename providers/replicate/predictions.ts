import {
  APIResponseError,
  isRecord,
  type ProviderCall,
  parseJson,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '../../src/provider.js'

/** ms between two looks at a prediction. */
const INTERVAL = 1000

/**
 * A transport whose answer is a prediction's end: the stream of its output where there is one, else the prediction once
 * it is over (https://replicate.com/docs/reference/http#predictions.create).
 */
export function predictions(call: ProviderCall): Transport {
  return {
    async send(request) {
      const created = await call.transport.send(request)
      if (created.status >= 300) return created
      const started = await read(created, call)
      const { stream, get } = started.urls
      if (call.stream && stream !== undefined)
        return call.transport.send(follow(request, stream, 'text/event-stream', call))
      let current = started
      while (!current.over) {
        if (get === undefined) throw new APIResponseError('The prediction of Replicate says not where it goes on.')
        if (current !== started) await pause(call.signal)
        const answer = await call.transport.send(follow(request, get, 'application/json', call))
        if (answer.status >= 300) return answer
        current = await read(answer, call)
      }
      return current.response
    },
  }
}

interface Prediction {
  over: boolean
  urls: { get: string | undefined; stream: string | undefined }
  /** The answer that held it, to be read again. */
  response: TransportResponse
}

const RUNNING: ReadonlySet<unknown> = new Set(['starting', 'processing', 'queued'])

async function read(response: TransportResponse, call: ProviderCall): Promise<Prediction> {
  const text = await response.text(call.limits.maxResponseBytes)
  const body = parseJson(text, 'The prediction of Replicate')
  const fields = isRecord(body) ? body : {}
  const urls = isRecord(fields['urls']) ? fields['urls'] : {}
  const url = (name: string) => (typeof urls[name] === 'string' ? urls[name] : undefined)
  return {
    over: !RUNNING.has(fields['status']),
    urls: { get: url('get'), stream: url('stream') },
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

/** The key goes to Replicate and to nobody else, whatever the answer says. */
function follow(request: TransportRequest, url: string, accept: string, { provider, model }: ProviderCall) {
  const target = URL.canParse(url) ? new URL(url) : undefined
  const own = target?.origin === new URL(request.baseURL).origin
  const theirs = target?.protocol === 'https:' && /(?:^|\.)replicate\.(?:com|net|delivery)$/.test(target.hostname)
  if (!target || !(own || theirs))
    throw new APIResponseError('The prediction of Replicate goes on at a host that is not its own.', {
      provider,
      model,
    })
  const { 'content-type': _, prefer: __, ...headers } = request.headers
  const { body: ___, query: ____, ...rest } = request
  const path = target.pathname + target.search
  return { ...rest, method: 'GET', baseURL: target.origin, path, headers: { ...headers, accept } } as const
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, INTERVAL)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
