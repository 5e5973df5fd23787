/** Of an `S3Client` of `@aws-sdk/client-s3`, what is used. */
export interface S3ClientLike {
  // The commands' types are the package's own, and this one is written so that no install needs it.
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>
  destroy(): void
}

export interface S3Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/** Where the bucket is: settings, or a client of yours. */
export type S3Connection =
  | {
      /** An `S3Client`. It is never closed. */
      client: S3ClientLike
      region?: undefined
      endpoint?: undefined
      credentials?: undefined
      pathStyle?: undefined
    }
  | {
      client?: undefined
      /** Default: `AWS_REGION` or the profile's; `us-east-1` with an `endpoint`. */
      region?: string
      /** Of another store than Amazon's: `http://127.0.0.1:9000`. */
      endpoint?: string
      /** Default: the AWS SDK's chain (variables, profile, role of the machine). */
      credentials?: S3Credentials | (() => Promise<S3Credentials>)
      /** `endpoint/bucket/key` and not `bucket.endpoint/key`. Default true with an `endpoint`. */
      pathStyle?: boolean
    }
