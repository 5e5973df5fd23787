import { abortable, BadRequestError, isModelRelayError, type ProviderCall, type Transport } from '../../src/provider.js'
import { Clients, type Lease } from './clients.js'
import { toFailure } from './errors.js'
import { type Command, type Exchange, prepare } from './exchange.js'
import type { AwsClient, Service } from './service.js'
import { toSettings } from './settings.js'

/** A request that was answered; a stream's is still under way. */
export interface Sent<Output> {
  output: Output
  exchange: Exchange
  /** The answer has been read to its end. */
  end(): void
  /** Ends the request, if it is still under way. */
  leave(): void
  /** Ends it for what broke it; the same as an error of ours. */
  fail(thrown: unknown): Promise<unknown>
}

/** Makes a command, and what sends it. */
export type Make<Sdk, Client, Output> = (
  client: Client,
  sdk: Sdk,
  abortSignal: AbortSignal,
) => { command: Command; sent(): Promise<Output> }

/** Sends one command through the caller's client or ours. */
export type Send<Sdk, Client> = <Output>(
  call: ProviderCall,
  region: string | undefined,
  make: Make<Sdk, Client, Output>,
) => Promise<Sent<Output>>

export function createSend<Sdk, Client extends AwsClient>(service: Service<Sdk, Client>): Send<Sdk, Client> {
  /** The clients of each relay, known by its transport: they go when it goes. */
  const clientsOf = new WeakMap<object, Clients<Client>>()

  function openClients(transport: Transport): Clients<Client> {
    const clients = new Clients<Client>()
    clientsOf.set(transport, clients)
    transport.onClose?.(() => clients.close())
    return clients
  }

  function toLease(sdk: Sdk, call: ProviderCall, region: string | undefined): Lease<Client> {
    const { client } = call.connection
    if (client !== undefined) {
      if (!isAwsClient(client))
        throw new BadRequestError(`client: expected an instance of ${service.clientClass}.`, { param: 'client' })
      // Another service's client fails at the first command, by its own words.
      return { client: client as Client, release: () => {} }
    }
    const clients = clientsOf.get(call.transport) ?? openClients(call.transport)
    const { key, config } = toSettings(service, call, region)
    return clients.lease(key, () => service.open(sdk, config()))
  }

  return async (call, region, make) => {
    call.signal.throwIfAborted()
    const sdk = await abortable(service.load(), call.signal)
    call.signal.throwIfAborted() // no listener would hear of it any more
    return run(service, call, toLease(sdk, call, region), (client, signal) => make(client, sdk, signal))
  }
}

async function run<Sdk, Client extends AwsClient, Output>(
  service: Service<Sdk, Client>,
  call: ProviderCall,
  lease: Lease<Client>,
  make: (client: Client, abortSignal: AbortSignal) => { command: Command; sent(): Promise<Output> },
): Promise<Sent<Output>> {
  const ending = new AbortController()
  const abort = () => ending.abort(call.signal.reason)
  call.signal.addEventListener('abort', abort, { once: true })
  let answered = false
  const end = (broken = false) => {
    call.signal.removeEventListener('abort', abort)
    lease.release(broken)
  }
  // Not after an answer that was read: that would send a frame to cancel what is over.
  const leave = (broken = false) => {
    end(broken)
    ending.abort()
  }
  let exchange: Exchange | undefined
  const fail = async (thrown: unknown): Promise<unknown> => {
    const { aborted, reason } = call.signal
    // Where nothing came in time the connection may be dead without anybody having said so.
    const leftByCaller = aborted && !isModelRelayError(reason, 'timeout')
    leave(!answered && call.report.status === undefined && !leftByCaller)
    if (aborted) return reason
    return exchange?.refused() ?? toFailure(thrown, call, service)
  }
  try {
    const { command, sent } = make(lease.client, ending.signal)
    exchange = prepare(command, call)
    // The SDK asks for credentials without listening to the signal.
    const output = await abortable(sent(), call.signal)
    answered = true
    return { output, exchange, end: () => end(), leave: () => leave(), fail }
  } catch (thrown) {
    throw await fail(thrown)
  }
}

/** By its form, since another copy of the package makes other classes. */
function isAwsClient(client: object): client is AwsClient {
  return 'send' in client && typeof client.send === 'function' && 'middlewareStack' in client && 'config' in client
}
