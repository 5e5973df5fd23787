import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime'
import type { ProviderCall } from '../../src/provider.js'

/** What the clients of all services are made of; the types of one say it for all. */
export type ClientConfig = Pick<
  BedrockRuntimeClientConfig,
  | 'region'
  | 'profile'
  | 'endpoint'
  | 'maxAttempts'
  | 'requestHandler'
  | 'authSchemePreference'
  | 'credentials'
  | 'token'
>

/** The part of a client that is the same for all services, whose `send` differs by their commands. */
export interface AwsClient {
  destroy(): void
}

/** A service of AWS, reached through its package of the SDK. */
export interface Service<Sdk, Client extends AwsClient> {
  /** For messages: 'Bedrock'. */
  name: string
  /** The class of its client. */
  clientClass: string
  load(): Promise<Sdk>
  open(sdk: Sdk, config: ClientConfig): Client
  /** How its client carries requests, unless the caller brings a `fetch`. */
  handler(connectTimeout: number): Exclude<ClientConfig['requestHandler'], undefined>
  /** Environment variables of a key that stands in for a signature. Absent: it takes none. */
  apiKeyEnv?: readonly string[]
  /** The HTTP status of each exception of its own. */
  statuses: Readonly<Record<string, number>>
}

/** What errors need to know of a service. */
export type Named = Pick<Service<never, never>, 'name' | 'statuses' | 'apiKeyEnv'>

export type Connection = ProviderCall['connection']
