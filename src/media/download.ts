import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Dispatcher } from 'undici'
import {
  APIConnectionError,
  BadRequestError,
  MissingDependencyError,
  type ModelRelayError,
} from '../contract/errors.js'
import { isPrivateAddress } from './private-address.js'

export interface DownloadOptions {
  /** Bytes; a larger file is refused. */
  maxBytes: number
  /** ms for the whole file, redirects included. */
  timeout: number
  /** Loopback, private and link-local addresses are refused unless this is true. */
  allowPrivateHosts: boolean
  signal: AbortSignal
}

export interface DownloadedFile {
  /** As the server says, in lower case without parameters. */
  mediaType: string
  bytes: Buffer
}

const MAX_REDIRECTS = 3

/**
 * Fetches a file that the model's vendor cannot fetch itself. The address is checked when the connection is made, at
 * every redirect anew, so that neither a redirect nor a changed DNS answer leads into the own network. No credentials
 * and no cookies are sent.
 * @throws BadRequestError where the URL may not or cannot be used
 */
export async function download(url: string, options: DownloadOptions): Promise<DownloadedFile> {
  const undici = await import('undici').catch((cause: unknown) => {
    throw new MissingDependencyError('undici', { cause })
  })
  const connect = options.allowPrivateHosts ? {} : { lookup: guardedLookup }
  const agent = new undici.Agent({ connect, headersTimeout: 0, bodyTimeout: 0 })
  const timer = new AbortController()
  const timeout = setTimeout(
    () => timer.abort(refused(url, `it took longer than ${options.timeout} ms`)),
    options.timeout,
  )
  const signal = AbortSignal.any([options.signal, timer.signal])
  try {
    let target = url
    for (let hops = 0; ; hops++) {
      checkURL(target, options)
      const response = await undici.request(target, { dispatcher: agent, signal, headers: { accept: '*/*' } })
      response.body.on('error', () => {}) // a body that is given up says so; nobody waits for it
      const location = response.headers['location']
      if (response.statusCode < 300 || response.statusCode >= 400 || typeof location !== 'string')
        return await read(url, response, options)
      response.body.destroy()
      if (hops === MAX_REDIRECTS) throw refused(url, 'it redirects too often')
      target = new URL(location, target).href
    }
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason
    if (timer.signal.aborted) throw timer.signal.reason
    throw asRelayError(error, url)
  } finally {
    clearTimeout(timeout)
    agent.destroy().catch(() => {})
  }
}

async function read(
  url: string,
  response: Dispatcher.ResponseData,
  { maxBytes }: DownloadOptions,
): Promise<DownloadedFile> {
  if (response.statusCode >= 400) throw refused(url, `its server answered ${response.statusCode}`)
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of response.body) {
    size += piece.length
    if (size > maxBytes) throw refused(url, `it is larger than ${maxBytes} bytes`)
    pieces.push(piece)
  }
  const type = String(response.headers['content-type'] ?? '')
  return { mediaType: (type.split(';')[0] ?? '').trim().toLowerCase(), bytes: Buffer.concat(pieces) }
}

/** A host that is an address is never looked up, so it is checked here; names are checked when they are resolved. */
function checkURL(url: string, { allowPrivateHosts }: DownloadOptions): void {
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') throw refused(url, `${protocol} is not http: or https:`)
  if (username || password) throw refused(url, 'it holds a user name or password')
  const host = hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivateHosts && isIP(host) !== 0 && isPrivateAddress(host)) throw privateHost(url)
}

/** Resolves a name and refuses it when any of its addresses is private: the socket connects to what was checked. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) {
      callback(error, [])
      return
    }
    if (addresses.length === 0 || addresses.some(({ address }) => isPrivateAddress(address))) {
      callback(Object.assign(new Error('private address'), { code: 'EPRIVATE' }), [])
      return
    }
    if (options.all) callback(null, addresses)
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
  })
}

function asRelayError(error: unknown, url: string): ModelRelayError {
  if (error instanceof BadRequestError) return error
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
  if (code === 'EPRIVATE') return privateHost(url)
  return new APIConnectionError(`Cannot download ${shown(url)}: ${code ?? String(error)}.`, {
    cause: error,
    code: 'download_failed',
  })
}

const privateHost = (url: string) =>
  refused(url, 'its host is a private address (allowPrivateHosts of the relay’s media option permits that)')

const refused = (url: string, why: string) =>
  new BadRequestError(`Cannot download ${shown(url)}: ${why}.`, { code: 'download_refused' })

/** Without the query, which may hold a signature. */
function shown(url: string): string {
  return URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : JSON.stringify(url.slice(0, 100))
}
