const DEFAULT = 'http://127.0.0.1:11434'

/**
 * The server's URL from `OLLAMA_HOST`, which may leave out scheme and port, and which for a server that listens
 * everywhere is `0.0.0.0` (https://docs.ollama.com/faq).
 */
export function toBaseURL(host: string | undefined): string {
  if (host === undefined || host.trim() === '') return DEFAULT
  const text = host.trim().replace(/^:/, '127.0.0.1:')
  const withScheme = /^https?:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(withScheme)) return withScheme // the transport says what is wrong with it
  const url = new URL(withScheme)
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  const stated = /^https?:\/\//i.test(text) || /:\d+$/.test(url.host)
  if (!stated) url.port = '11434'
  return url.href.replace(/\/+$/, '')
}
