import { createHash } from 'node:crypto'

/** An object as S3 keeps it. */
export interface StoredObject {
  readonly body: Buffer
  /** With its quotes, as S3 gives it. */
  readonly etag: string
  readonly modified: Date
  /** Headers that come back with it, `x-amz-meta-…` among them. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Conditions {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
}

export interface Listing {
  readonly keys: readonly string[]
  readonly prefixes: readonly string[]
  /** From where the next page goes on. */
  readonly next?: string
}

export interface ListQuery {
  readonly prefix: string
  readonly delimiter: string
  /** Only what comes after this. */
  readonly after: string
  readonly max: number
}

/** One bucket in memory. Every method is one step, so that conditional writes are atomic. */
export class Bucket {
  readonly #objects = new Map<string, StoredObject>()
  #sorted: readonly string[] | undefined

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key)
  }

  get keys(): readonly string[] {
    this.#sorted ??= [...this.#objects.keys()].sort(byBytes)
    return this.#sorted
  }

  /** The status that S3 gives where a condition does not hold. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
  refusal(key: string, { ifMatch, ifNoneMatch }: Conditions): 404 | 412 | undefined {
    const known = this.#objects.get(key)
    if (ifMatch !== undefined && !known) return 404
    if (ifMatch !== undefined && ifMatch !== known?.etag) return 412
    return ifNoneMatch !== undefined && known ? 412 : undefined
  }

  put(key: string, body: Buffer, headers: Readonly<Record<string, string>> = {}): StoredObject {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    const stored = { body, etag, modified: new Date(), headers }
    if (!this.#objects.has(key)) this.#sorted = undefined
    this.#objects.set(key, stored)
    return stored
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#sorted = undefined
  }

  list({ prefix, delimiter, after, max }: ListQuery): Listing {
    const keys: string[] = []
    const prefixes: string[] = []
    let last = ''
    for (const key of this.keys) {
      if (
        !key.startsWith(prefix) ||
        (after !== '' && byBytes(key, after) <= 0) ||
        (prefixes.length > 0 && key.startsWith(last))
      )
        continue
      if (keys.length + prefixes.length === max) return { keys, prefixes, next: last }
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      last = end < 0 ? key : key.slice(0, end + delimiter.length)
      if (end < 0) keys.push(key)
      else prefixes.push(last)
    }
    return { keys, prefixes }
  }
}

/** S3 lists in the order of UTF-8. */
function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
