import type * as BedrockRuntime from '@aws-sdk/client-bedrock-runtime'
import { MissingDependencyError } from '../../src/provider.js'

export type Sdk = typeof BedrockRuntime
export type Client = BedrockRuntime.BedrockRuntimeClient

let loading: Promise<Sdk> | undefined

/**
 * The AWS SDK, loaded with the first call. The `catch` stands at the `import()` itself, or users' bundlers break where
 * the package is not installed.
 * @throws MissingDependencyError
 */
export function loadSdk(): Promise<Sdk> {
  loading ??= import('@aws-sdk/client-bedrock-runtime').catch((cause: unknown) => {
    loading = undefined // it may be installed later
    throw new MissingDependencyError('@aws-sdk/client-bedrock-runtime', { cause })
  })
  return loading
}
