import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/

/** Whether the request carries the signature of that key. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export function isSigned(request: IncomingMessage, accessKeyId: string, secret: string): boolean {
  const [, id, scope = '', names = '', signature] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? []
  if (id !== accessKeyId || signature === undefined) return false
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical(request, names)).digest('hex'),
  ]
  const key = scope.split('/').reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`)
  return hmac(key, toSign.join('\n')).toString('hex') === signature
}

function canonical({ method, url = '', headers }: IncomingMessage, names: string): string {
  const [path = '', query = ''] = url.split('?')
  const lines = names.split(';').map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .replace(/\s+/g, ' ')
        .trim()}\n`,
  )
  const parameters = query === '' ? [] : query.split('&').map((part) => (part.includes('=') ? part : `${part}=`))
  return [method, path, parameters.sort().join('&'), lines.join(''), names, headers['x-amz-content-sha256']].join('\n')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
