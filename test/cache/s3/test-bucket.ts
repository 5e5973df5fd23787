import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../support/s3-server/server.js'

/** A fresh bucket, and a look into it past the caches. */
export interface TestBucket {
  readonly name: string
  readonly connection: { endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  read(key: string): Promise<Uint8Array>
  write(key: string, bytes: Uint8Array): Promise<void>
  delete(key: string): Promise<void>
  size(key: string): Promise<number>
  keys(prefix?: string): Promise<string[]>
}

let made = 0

export async function makeBucket(endpoint: string): Promise<TestBucket> {
  const credentials = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY }
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  const Bucket = `bucket-${process.pid}-${++made}`
  await client.send(new CreateBucketCommand({ Bucket }))
  const read = async (Key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
    return (await Body?.transformToByteArray()) ?? new Uint8Array()
  }
  return {
    name: Bucket,
    connection: { endpoint, credentials },
    read,
    write: async (Key, Body) => void (await client.send(new PutObjectCommand({ Bucket, Key, Body }))),
    delete: async (Key) => void (await client.send(new DeleteObjectCommand({ Bucket, Key }))),
    size: async (key) => (await read(key)).length,
    async keys(Prefix = '') {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }))
      return Contents.flatMap(({ Key }) => Key ?? [])
    },
  }
}
