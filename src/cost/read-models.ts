import { BadRequestError, ModelRelayError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'

/** Where to read a table from, when asked to. */
export interface ModelSource {
  /** `http:` or `https:`. */
  url?: string | URL
  /** A path, or a `file:` URL. */
  file?: string | URL
  /** Of the request for `url`. */
  headers?: Readonly<Record<string, string>>
  /** ms for the whole of it. Default 10,000. */
  timeout?: number
  /** Bytes; a larger table is refused. Default 20 MiB. */
  maxBytes?: number
  signal?: AbortSignal
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch
}

const DEFAULT_TIMEOUT_MS = 10_000
const DEFAULT_MAX_BYTES = 20 * 1024 * 1024

export function isModelSource(value: unknown): value is ModelSource {
  const isPlace = (place: unknown) => typeof place === 'string' || place instanceof URL
  return isRecord(value) && (isPlace(value['url']) || isPlace(value['file']))
}

/**
 * For messages and as a key. Without query and password: they may be secret.
 * @throws BadRequestError for a `url` that is none
 */
export function nameOfSource({ url, file }: ModelSource): string {
  if (url === undefined) return String(file)
  if (!URL.canParse(String(url))) throw new BadRequestError('url: expected a whole URL', { param: 'url' })
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

/**
 * The JSON of a table, read within the limits of time and size.
 * @throws ModelRelayError that names the source
 */
export async function readModels(source: ModelSource): Promise<unknown> {
  const { timeout = DEFAULT_TIMEOUT_MS, signal } = source
  const limit = AbortSignal.timeout(timeout)
  try {
    const text = await readText(source, signal ? AbortSignal.any([signal, limit]) : limit)
    const value: unknown = JSON.parse(text)
    return value
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    if (limit.aborted) throw unreadable(source, `it took longer than ${timeout} ms`, cause)
    if (cause instanceof ModelRelayError) throw cause
    throw unreadable(source, cause instanceof Error ? cause.message : 'it failed', cause)
  }
}

async function readText(source: ModelSource, signal: AbortSignal): Promise<string> {
  const { url, file, headers, maxBytes = DEFAULT_MAX_BYTES, fetch = globalThis.fetch } = source
  if (url === undefined) {
    const { readFile, stat } = await import('node:fs/promises')
    const path = file ?? ''
    if ((await stat(path)).size > maxBytes) throw unreadable(source, `it is larger than ${maxBytes} bytes`)
    return readFile(path, { encoding: 'utf8', signal })
  }
  const { protocol } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') throw unreadable(source, `${protocol} is not http: or https:`)
  const response = await fetch(url, { signal, headers: { accept: 'application/json', ...headers } })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw unreadable(source, `its server answered ${response.status}`)
  }
  return readBody(source, response, maxBytes)
}

async function readBody(source: ModelSource, { body }: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let size = 0
  // Leaving the loop cancels the body.
  for await (const piece of body ?? []) {
    size += piece.length
    if (size > maxBytes) throw unreadable(source, `it is larger than ${maxBytes} bytes`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

function unreadable(source: ModelSource, why: string, cause?: unknown): ModelRelayError {
  return new ModelRelayError(`The models of ${nameOfSource(source)} cannot be read: ${why}.`, {
    code: 'model_source_unreadable',
    cause,
  })
}
