import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../support/s3-server/server.js'

export interface Conforming {
  readonly endpoint: () => string
  /** Ceph's gateway compares If-Match with the ETag without its quotes. */
  readonly bareETags?: boolean
}

let buckets = 0

/** What `modelrelay/s3` builds on: the same tests judge the real server and our small one. */
export function describesS3({ endpoint, bareETags = false }: Conforming): void {
  async function open() {
    const client = createClient(endpoint())
    const Bucket = `conformance-${process.pid}-${++buckets}`
    await client.send(new CreateBucketCommand({ Bucket }))
    return {
      put: (Key: string, Body: string | Uint8Array, conditions: { IfMatch?: string; IfNoneMatch?: string } = {}) =>
        outcome(client.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }))),
      async get(Key: string) {
        const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket, Key }))
        const etag = bareETags ? ETag.replaceAll('"', '') : ETag
        return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag }
      },
      failureOf: (Key: string) => outcome(client.send(new GetObjectCommand({ Bucket, Key }))),
      head: (Key: string) => outcome(client.send(new HeadObjectCommand({ Bucket, Key }))),
      delete: (Key: string) => outcome(client.send(new DeleteObjectCommand({ Bucket, Key }))),
      async list(Prefix: string, StartAfter?: string) {
        const query = { Bucket, Prefix, ...(StartAfter !== undefined && { StartAfter }) }
        const { Contents = [] } = await client.send(new ListObjectsV2Command(query))
        return Contents.map(({ Key }) => Key)
      },
    }
  }

  test('an object of a megabyte comes back byte for byte', async () => {
    const s3 = await open()
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * 31) & 255)
    await s3.put('some/name', bytes)
    expect(Buffer.compare((await s3.get('some/name')).bytes, bytes)).toBe(0)
  })

  test('what is absent is NoSuchKey, and 404 to HEAD; deleting it is no failure', async () => {
    const s3 = await open()
    expect(await s3.failureOf('absent')).toBe('NoSuchKey 404')
    expect(await s3.head('absent')).toBe('NotFound 404')
    expect(await s3.delete('absent')).toBe('done')
  })

  test('a bucket that is not there is NoSuchBucket', async () => {
    const command = new GetObjectCommand({ Bucket: `absent-${process.pid}`, Key: 'x' })
    expect(await outcome(createClient(endpoint()).send(command))).toBe('NoSuchBucket 404')
  })

  test('a wrong secret is refused', async () => {
    const command = new GetObjectCommand({ Bucket: 'any', Key: 'x' })
    expect(await outcome(createClient(endpoint(), 'wrong').send(command))).toBe('SignatureDoesNotMatch 403')
  })

  test('names are listed in order, from behind a given one, right after they were written', async () => {
    const s3 = await open()
    for (const key of ['b/2', 'b/1', 'a/9', 'b/10']) await s3.put(key, 'x')
    expect(await s3.list('b/')).toEqual(['b/1', 'b/10', 'b/2'])
    expect(await s3.list('b/', 'b/1')).toEqual(['b/10', 'b/2'])
    await s3.delete('b/10')
    expect(await s3.list('b/')).toEqual(['b/1', 'b/2'])
  })

  test('If-None-Match: of twenty that write the same name at once, one does', async () => {
    const s3 = await open()
    const writes = Array.from({ length: 20 }, (_, at) => s3.put('race', `writer ${at}`, { IfNoneMatch: '*' }))
    const outcomes = await Promise.all(writes)
    const winner = outcomes.indexOf('done')
    expect(outcomes.filter((each) => each === 'done')).toHaveLength(1)
    expect(Buffer.from((await s3.get('race')).bytes).toString()).toBe(`writer ${winner}`)
  })

  test('If-Match: of twenty that add one to a number, none is lost', async () => {
    const s3 = await open()
    await s3.put('number', '0')
    const add = async (): Promise<void> => {
      const { bytes, etag } = await s3.get('number')
      const next = String(Number(Buffer.from(bytes).toString()) + 1)
      if ((await s3.put('number', next, { IfMatch: etag })) !== 'done') return add()
    }
    await Promise.all(Array.from({ length: 20 }, add))
    expect(Buffer.from((await s3.get('number')).bytes).toString()).toBe('20')
  })

  test('If-Match on what is not there writes nothing', async () => {
    const s3 = await open()
    expect(await s3.put('none', 'x', { IfMatch: '"0123456789abcdef0123456789abcdef"' })).toMatch(/40[4]|412/)
    expect(await s3.list('none')).toEqual([])
  })

  test('what is overwritten is read whole, old or new', async () => {
    const s3 = await open()
    const body = (digit: number) => Buffer.alloc(50_000, String(digit))
    await s3.put('torn', body(0))
    const writes = Array.from({ length: 10 }, (_, at) => s3.put('torn', body(at)))
    const reads = Array.from({ length: 20 }, async () => new Set((await s3.get('torn')).bytes).size)
    expect(new Set(await Promise.all(reads))).toEqual(new Set([1]))
    await Promise.all(writes)
  })
}

function createClient(endpoint: string, secretAccessKey = SECRET_ACCESS_KEY): S3Client {
  const credentials = { accessKeyId: ACCESS_KEY_ID, secretAccessKey }
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 })
}

async function outcome(request: Promise<unknown>): Promise<string> {
  try {
    await request
    return 'done'
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } } // the SDK's errors
    return `${name} ${$metadata?.httpStatusCode}`
  }
}
