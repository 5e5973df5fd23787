import { isRecord } from '../contract/is-record.js'

/** An answer with an error status, kept as it came: the SDKs give on a part of its body only. */
export interface ErrorAnswer {
  status: number
  headers: Headers
  body: Uint8Array<ArrayBuffer>
  /** Where it came from. */
  url: string
}

/** Filled in while one request is under way. */
export interface Caught {
  answer: ErrorAnswer | undefined
}

type Fetch = typeof globalThis.fetch

const MAX_ERROR_BYTES = 1024 * 1024

/**
 * The key in `fetchOptions` that a request's `Caught` travels under: the SDKs copy them into the `init` of `fetch`.
 * Requests without it (for a token, by the user) pass untouched.
 */
export const CAUGHT = Symbol('caught')

/**
 * A copy of an SDK client whose `fetch` keeps answers with an error status. Status and body still reach the SDK:
 * middleware and the refresh of a rejected token depend on them. `undefined` where the client gives no copy.
 */
export function copyOf(client: object): object | undefined {
  if (!('withOptions' in client) || typeof client.withOptions !== 'function') return undefined
  if (!('fetch' in client) || typeof client.fetch !== 'function') return undefined
  const own = client.fetch
  const fetch: Fetch = (input, init) => own.call(undefined, input, init)
  try {
    return client.withOptions({ ...lostByCopying(client), maxRetries: 0, fetch: catching(fetch) })
  } catch {
    return undefined
  }
}

/**
 * What `withOptions` forgets (openai 6): Azure's API version and deployment, and a key assigned to the instance.
 * A key function is left alone: the instance then holds the token it gave last.
 */
function lostByCopying(client: object): Record<string, unknown> {
  if (!isRecord(client)) return {}
  const { apiVersion, deploymentName, apiKey, _options } = client
  const given = isRecord(_options) ? _options['apiKey'] : undefined
  const assigned = typeof given === 'string' && typeof apiKey === 'string' && apiKey !== given
  return {
    ...(typeof apiVersion === 'string' && { apiVersion }),
    ...(typeof deploymentName === 'string' && { deployment: deploymentName }),
    ...(assigned && { apiKey }),
  }
}

function catching(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const caught: unknown = isRecord(init) ? Reflect.get(init, CAUGHT) : undefined
    if (!isCaught(caught)) return response
    caught.answer = undefined // of an attempt before a refreshed token
    if (response.status < 300 || response.status > 599) return response
    const { status, statusText, headers } = response
    const body = await beginningOf(response)
    caught.answer = { status, headers: new Headers(headers), body, url: response.url || String(input) }
    return new Response(body.length > 0 ? body : null, { status, statusText, headers })
  }
}

function isCaught(value: unknown): value is Caught {
  return typeof value === 'object' && value !== null && 'answer' in value
}

/** What an error says is in its beginning; a connection that breaks there changes nothing about the status. */
async function beginningOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  const reader = response.body?.getReader()
  try {
    for (let size = 0; reader && size <= MAX_ERROR_BYTES; ) {
      const { value, done } = await reader.read()
      if (done) break
      pieces.push(value)
      size += value.length
    }
  } catch {}
  reader?.cancel().catch(() => {})
  return new Uint8Array(Buffer.concat(pieces))
}
