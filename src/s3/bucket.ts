import { APIResponseError } from '../contract/errors.js'
import type { S3Connection } from './client.js'
import { nameOf, statusOf, toFailure } from './failure.js'
import { Guard, limited } from './guard.js'
import { type OpenedSdk, openSdk } from './sdk.js'

export interface BucketOptions {
  readonly bucket: string
  readonly connection: S3Connection
  /** ms for a request that reads. */
  readonly timeoutMs: number
  /** ms for a request that writes. */
  readonly writeTimeoutMs: number
}

export interface Stored {
  readonly bytes: Uint8Array
  /** As S3 gives it, with its quotes. */
  readonly etag: string
}

/** When a write is done. Neither: in any case. */
export interface Condition {
  /** Only where this is still what is stored. */
  readonly ifMatch?: string
  /** Only where nothing is stored. */
  readonly ifAbsent?: boolean
}

/** Larger objects are none of ours. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024

/** One bucket of any S3-compatible store: every request has a time limit, and every failure is an error of ours. */
export class Bucket {
  readonly #options: BucketOptions
  readonly #guard = new Guard()
  #opening: Promise<OpenedSdk> | undefined
  /** The form in which this store takes an ETag in If-Match; unknown until it took one. */
  #etagForm: 'quoted' | 'bare' | undefined

  constructor(options: BucketOptions) {
    this.#options = options
  }

  /** After failures, S3 is asked nothing for a while: what is not urgent can be left. */
  get resting(): boolean {
    return this.#guard.resting
  }

  /** Undefined: there is no such object. `limitMs`: where nobody waits for it. */
  read(key: string, limitMs = this.#options.timeoutMs): Promise<Stored | undefined> {
    return this.#run('read', limitMs, async ({ sdk, client }, abortSignal) => {
      const command = new sdk.GetObjectCommand({ Bucket: this.#options.bucket, Key: key })
      try {
        const { Body, ETag = '', ContentLength = 0 } = await client.send(command, { abortSignal })
        if (!Body) throw new APIResponseError('S3 gave no body.')
        if (ContentLength <= MAX_OBJECT_BYTES) return { bytes: await Body.transformToByteArray(), etag: ETag }
        if ('destroy' in Body) Body.destroy()
        throw new APIResponseError(`An object of ${ContentLength} bytes is none of ours.`, { retryable: false })
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return undefined
        throw error
      }
    })
  }

  /** The ETag of what was written; undefined: the condition did not hold, and nothing was written. */
  async write(key: string, bytes: Uint8Array, condition: Condition = {}): Promise<string | undefined> {
    const { ifMatch } = condition
    if (ifMatch === undefined) return this.#put(key, bytes, condition.ifAbsent ? { IfNoneMatch: '*' } : {})
    const form = this.#etagForm
    const written = await this.#put(key, bytes, { IfMatch: form === 'bare' ? unquote(ifMatch) : ifMatch })
    if (written !== undefined) this.#etagForm ??= 'quoted'
    // Ceph's gateway compares the header with the bare ETag, and so refuses what S3 takes.
    if (written !== undefined || form !== undefined || (await this.#etagOf(key)) !== unquote(ifMatch)) return written
    const second = await this.#put(key, bytes, { IfMatch: unquote(ifMatch) })
    if (second !== undefined) this.#etagForm = 'bare'
    return second
  }

  delete(key: string): Promise<void> {
    return this.#run('write', this.#options.writeTimeoutMs, async ({ sdk, client }, abortSignal) => {
      await client.send(new sdk.DeleteObjectCommand({ Bucket: this.#options.bucket, Key: key }), { abortSignal })
    })
  }

  /** Keys under a prefix in their order, from behind `after`. */
  async list(prefix: string, after?: string): Promise<string[]> {
    const keys: string[] = []
    let last = after
    for (;;) {
      const page = await this.#page(prefix, last)
      keys.push(...page.keys)
      last = page.keys.at(-1)
      if (!page.more || last === undefined) return keys
    }
  }

  /** Ends the client that was made for it. */
  async close(): Promise<void> {
    if (this.#options.connection.client !== undefined) return
    const opened = await this.#opening?.catch(() => undefined)
    opened?.client.destroy()
    this.#opening = undefined
  }

  #page(prefix: string, after: string | undefined): Promise<{ keys: string[]; more: boolean }> {
    return this.#run('read', this.#options.writeTimeoutMs, async ({ sdk, client }, abortSignal) => {
      const query = { Bucket: this.#options.bucket, Prefix: prefix, ...(after !== undefined && { StartAfter: after }) }
      const { Contents = [], IsTruncated = false } = await client.send(new sdk.ListObjectsV2Command(query), {
        abortSignal,
      })
      return { keys: Contents.flatMap(({ Key }) => Key ?? []), more: IsTruncated }
    })
  }

  #put(key: string, Body: Uint8Array, when: { IfMatch?: string; IfNoneMatch?: string }): Promise<string | undefined> {
    return this.#run('write', this.#options.writeTimeoutMs, async ({ sdk, client }, abortSignal) => {
      const input = { Bucket: this.#options.bucket, Key: key, Body, ContentType: 'application/octet-stream', ...when }
      try {
        const { ETag } = await client.send(new sdk.PutObjectCommand(input), { abortSignal })
        return ETag ?? ''
      } catch (error) {
        if (isConflict(error)) return undefined
        throw error
      }
    })
  }

  #etagOf(key: string): Promise<string | undefined> {
    return this.#run('read', this.#options.writeTimeoutMs, async ({ sdk, client }, abortSignal) => {
      try {
        const command = new sdk.HeadObjectCommand({ Bucket: this.#options.bucket, Key: key })
        const { ETag = '' } = await client.send(command, { abortSignal })
        return unquote(ETag)
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw error
      }
    })
  }

  #open(connection: S3Connection): Promise<OpenedSdk> {
    this.#opening ??= openSdk(connection).catch((error: unknown) => {
      this.#opening = undefined // the package may be installed later
      throw error
    })
    return this.#opening
  }

  async #run<T>(
    kind: 'read' | 'write',
    limitMs: number,
    request: (opened: OpenedSdk, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { bucket, connection } = this.#options
    const started = performance.now()
    try {
      // The package is loaded and the client made within the time of the first request, but that is no fault of S3.
      const opening = this.#open(connection)
      const opened = await limited(limitMs, () => opening)
      const leftMs = Math.max(1, limitMs - (performance.now() - started))
      return await this.#guard.run(leftMs, (signal) => request(opened, signal))
    } catch (error) {
      throw toFailure(error, `S3 could not ${kind} in the bucket ${bucket}`)
    }
  }
}

/** 412; 409: another write was under way; 404: what should match is gone. The bucket itself is there, or it is a failure. */
function isConflict(error: unknown): boolean {
  const status = statusOf(error)
  return (
    status === 412 ||
    (status === 409 && nameOf(error) === 'ConditionalRequestConflict') ||
    nameOf(error) === 'NoSuchKey'
  )
}

function unquote(etag: string): string {
  return etag.replaceAll('"', '')
}
