import type { Service } from '../aws/service.js'
import { type Client, loadSdk, type Sdk } from './sdk.js'

export const SAGEMAKER: Service<Sdk, Client> = {
  name: 'SageMaker',
  clientClass: 'SageMakerRuntimeClient',
  load: () => loadSdk(),
  open: (sdk, config) => new sdk.SageMakerRuntimeClient(config),
  // HTTP/1.1, a connection for each request in flight; its silence is the call's to judge, not the handler's.
  handler: (connectionTimeout) => ({
    connectionTimeout,
    requestTimeout: 0,
    socketTimeout: 0,
    httpAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
    httpsAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
  }),
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
  statuses: {
    InternalDependencyException: 500,
    InternalStreamFailure: 500,
    ModelError: 424,
    ModelNotReadyException: 429,
    ModelStreamError: 424,
  },
}
