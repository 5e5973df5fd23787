import { BadRequestError } from '../contract/errors.js'

export interface Proxies {
  httpProxy?: string
  httpsProxy?: string
  noProxy?: string
}

/**
 * The proxies that the environment names, in upper or lower case; `host:port` without a scheme means http, as curl
 * takes it. Undefined where there is none.
 * @throws BadRequestError that names the variable, but not its value, which may hold a password
 */
export function proxiesOf(env: NodeJS.ProcessEnv): Proxies | undefined {
  const http = proxyOf(env, 'http_proxy')
  const https = proxyOf(env, 'https_proxy')
  if (http === undefined && https === undefined) return undefined
  const noProxy = env['no_proxy'] ?? env['NO_PROXY']
  return {
    ...(http !== undefined && { httpProxy: http }),
    ...(https !== undefined && { httpsProxy: https }),
    ...(noProxy !== undefined && { noProxy }),
  }
}

function proxyOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = (env[name] || env[name.toUpperCase()])?.trim()
  if (!value) return undefined
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new BadRequestError(`The environment variable ${name.toUpperCase()} is not the URL of an HTTP proxy.`, {
    code: 'invalid_proxy',
  })
}
