import type * as SageMakerRuntime from '@aws-sdk/client-sagemaker-runtime'
import { MissingDependencyError } from '../../src/provider.js'

export type Sdk = typeof SageMakerRuntime
export type Client = SageMakerRuntime.SageMakerRuntimeClient

let loading: Promise<Sdk> | undefined

/**
 * The AWS SDK, loaded with the first call. The `catch` stands at the `import()` itself, or users' bundlers break where
 * the package is not installed.
 * @throws MissingDependencyError
 */
export function loadSdk(): Promise<Sdk> {
  loading ??= import('@aws-sdk/client-sagemaker-runtime').catch((cause: unknown) => {
    loading = undefined // it may be installed later
    throw new MissingDependencyError('@aws-sdk/client-sagemaker-runtime', { cause })
  })
  return loading
}
