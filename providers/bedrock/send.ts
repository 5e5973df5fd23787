import { abortable, BadRequestError, isModelRelayError, type ProviderCall, type Transport } from '../../src/provider.js'
import { Clients, type Lease } from './clients.js'
import { toFailure } from './errors.js'
import { type Command, type Exchange, prepare } from './exchange.js'
import { type Client, loadSdk, type Sdk } from './sdk.js'
import { toSettings } from './settings.js'

/** The clients of each relay, known by its transport: they go when it goes. */
const clientsOf = new WeakMap<object, Clients>()

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

type Send<Output> = (
  client: Client,
  sdk: Sdk,
  abortSignal: AbortSignal,
) => { command: Command; sent(): Promise<Output> }

/** Sends one command through the caller's client or ours. */
export async function send<Output>(call: ProviderCall, modelId: string, make: Send<Output>): Promise<Sent<Output>> {
  call.signal.throwIfAborted()
  const sdk = await abortable(loadSdk(), call.signal)
  call.signal.throwIfAborted() // no listener would hear of it any more
  const lease = toLease(sdk, call, modelId)
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
    return exchange?.refused() ?? toFailure(thrown, call)
  }
  try {
    const { command, sent } = make(lease.client, sdk, ending.signal)
    exchange = prepare(command, call)
    // The SDK asks for credentials without listening to the signal.
    const output = await abortable(sent(), call.signal)
    answered = true
    return { output, exchange, end: () => end(), leave: () => leave(), fail }
  } catch (thrown) {
    throw await fail(thrown)
  }
}

function toLease(sdk: Sdk, call: ProviderCall, modelId: string): Lease {
  const { client } = call.connection
  if (client !== undefined) {
    if (!isBedrockClient(client))
      throw new BadRequestError('client: expected an instance of BedrockRuntimeClient.', { param: 'client' })
    return { client, release: () => {} }
  }
  const clients = clientsOf.get(call.transport) ?? openClients(call.transport)
  return clients.lease(sdk, toSettings(call, modelId))
}

function openClients(transport: Transport): Clients {
  const clients = new Clients()
  clientsOf.set(transport, clients)
  transport.onClose?.(() => clients.close())
  return clients
}

/** By its form, since another copy of the package makes other classes. */
function isBedrockClient(client: object): client is Client {
  return 'send' in client && typeof client.send === 'function' && 'middlewareStack' in client && 'config' in client
}
