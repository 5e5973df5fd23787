import { createHash } from 'node:crypto'

/** A Lua script and the digest by which a server knows it. */
export interface Script {
  readonly source: string
  readonly digest: string
}

export function toScript(source: string): Script {
  return { source, digest: createHash('sha1').update(source).digest('hex') }
}
