import type * as ClientS3 from '@aws-sdk/client-s3'
import { MissingDependencyError } from '../contract/errors.js'
import type { S3ClientLike, S3Connection } from './client.js'

export type Sdk = typeof ClientS3

/** The commands, and the client that sends them. */
export interface OpenedSdk {
  readonly sdk: Sdk
  readonly client: Pick<ClientS3.S3Client, 'send' | 'destroy'>
}

/**
 * Loads the AWS SDK and makes a client, or takes the one given.
 * @throws MissingDependencyError
 */
export async function openSdk(connection: S3Connection): Promise<OpenedSdk> {
  const sdk = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw new MissingDependencyError('@aws-sdk/client-s3', { cause })
  })
  return { sdk, client: isGiven(connection.client) ? connection.client : createClient(sdk, connection) }
}

// What was given as a client has its two methods (checked where the options are); the commands tell the rest.
function isGiven(client: S3ClientLike | undefined): client is ClientS3.S3Client {
  return client !== undefined
}

function createClient(sdk: Sdk, { region, endpoint, credentials, pathStyle }: S3Connection): ClientS3.S3Client {
  const config: ClientS3.S3ClientConfig = {
    // One try: a retry of a conditional write that did arrive would look like a lost race.
    maxAttempts: 1,
    // Other stores than Amazon's know no trailing checksums, which the SDK otherwise adds to every write.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }
  const stated = region ?? (endpoint === undefined ? undefined : 'us-east-1')
  if (stated !== undefined) config.region = stated
  if (endpoint !== undefined) config.endpoint = endpoint
  if (credentials !== undefined) config.credentials = credentials
  config.forcePathStyle = pathStyle ?? endpoint !== undefined
  return new sdk.S3Client(config)
}
