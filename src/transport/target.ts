import { BadRequestError } from '../contract/errors.js'
import type { TransportRequest } from '../contract/transport.js'

interface Base {
  origin: string
  pathname: string
  search: string
}

const MAX_BASES = 256

/** Base URLs already taken apart: parsing costs more than all the rest of building a request. */
const bases = new Map<string, Base>()

/** Where a request goes: the origin, and path with query. */
export function targetOf({ baseURL, path, query }: Pick<TransportRequest, 'baseURL' | 'path' | 'query'>): {
  origin: string
  path: string
} {
  const base = bases.get(baseURL) ?? remember(baseURL)
  let search = base.search
  const suffix = path.indexOf('?')
  if (suffix >= 0) search = join(search, path.slice(suffix + 1))
  for (const name in query) {
    const value = query[name]
    if (value !== undefined) search = join(search, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  }
  const plain = suffix >= 0 ? path.slice(0, suffix) : path
  return { origin: base.origin, path: joinPaths(base.pathname, plain) + search }
}

/**
 * `/v1` at the end of a base URL and at the beginning of a path is said once: vendors' SDKs differ in whether their
 * base URL holds the version, and users bring either.
 */
function joinPaths(base: string, path: string): string {
  const version = /^\/v\d[^/]*(?=\/)/.exec(path)?.[0]
  return version !== undefined && base.endsWith(version) ? base + path.slice(version.length) : base + path
}

const join = (search: string, more: string) => (search === '' ? `?${more}` : `${search}&${more}`)

function remember(baseURL: string): Base {
  let url: URL
  try {
    url = new URL(baseURL)
  } catch {
    throw new BadRequestError('baseURL: not a URL.', { param: 'baseURL' })
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new BadRequestError(`baseURL: ${url.protocol} is not http: or https:.`, { param: 'baseURL' })
  if (url.username || url.password)
    throw new BadRequestError('baseURL: a URL may not hold a user name or password; pass headers.', {
      param: 'baseURL',
    })
  const base = { origin: url.origin, pathname: url.pathname.replace(/\/+$/, ''), search: url.search }
  if (bases.size >= MAX_BASES) bases.clear()
  bases.set(baseURL, base)
  return base
}
