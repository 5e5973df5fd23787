import type { ProviderCall } from '../../src/provider.js'
import { createSend, type Make, type Sent } from '../aws/send.js'
import { createConnection } from './http2-connection.js'
import { regionOf } from './region.js'
import { type Client, loadSdk, type Sdk } from './sdk.js'
import { BEDROCK } from './service.js'

const sendTo = createSend<Sdk, Client>({
  ...BEDROCK,
  clientClass: 'BedrockRuntimeClient',
  load: () => loadSdk(),
  open: (sdk, config) => new sdk.BedrockRuntimeClient(config),
  handler: (connectTimeout) => ({
    // One connection carries many requests; its silence is the call's to judge, not the handler's.
    disableConcurrentStreams: false,
    requestTimeout: 0,
    sessionTimeout: 0,
    nodeHttp2ConnectOptions: { createConnection: createConnection(connectTimeout) },
  }),
})

/**
 * Sends one command through the caller's client or ours.
 * @param modelId what is called, where that is not `call.model`.
 */
export function send<Output>(
  call: ProviderCall,
  modelId: string,
  make: Make<Sdk, Client, Output>,
): Promise<Sent<Output>> {
  return sendTo(call, regionOf(call, modelId), make)
}
