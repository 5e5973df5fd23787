import type { ConnectionOptions } from './contract/call.js'
import { BadRequestError } from './contract/errors.js'
import type { Transport } from './contract/transport.js'

/** The transports of one relay: its pool, and one for each `fetch` or SDK client that was handed in. Gone with it. */
export class Connections {
  #pool: Transport | Promise<Transport> | undefined
  readonly #handedIn = new WeakMap<object, Transport | Promise<Transport>>()

  /** What carries a request; a promise only the first time. */
  transport({ client, fetch }: ConnectionOptions): Transport | Promise<Transport> {
    if (client !== undefined) return this.#remember(client, () => openSdkTransport(client))
    if (fetch !== undefined) return this.#remember(fetch, () => openFetchTransport(fetch))
    if (this.#pool === undefined) {
      const opening = openPool()
      this.#pool = opening
      opening.then(
        (transport) => {
          this.#pool = transport
        },
        () => {
          this.#pool = undefined // a failed opening must not be remembered
        },
      )
    }
    return this.#pool
  }

  /** Closes the pooled connections; calls in flight fail. */
  async close(): Promise<void> {
    const pool = await this.#pool
    this.#pool = undefined
    await pool?.close?.()
  }

  #remember(key: object, open: () => Promise<Transport>): Transport | Promise<Transport> {
    const known = this.#handedIn.get(key)
    if (known) return known
    const opening = open()
    this.#handedIn.set(key, opening)
    opening.then(
      (transport) => this.#handedIn.set(key, transport),
      () => this.#handedIn.delete(key),
    )
    return opening
  }
}

/** undici's pool; where undici is not there (other runtimes, bundles without it), the runtime's own fetch. */
async function openPool(): Promise<Transport> {
  const undici = await import('undici').catch(() => undefined)
  if (undici === undefined) return withClosers(await openFetchTransport(globalThis.fetch))
  const { createUndiciTransport } = await import('./transport/undici.js')
  return withClosers(createUndiciTransport(undici))
}

/** A vendor's SDK has connections of its own (AWS's), which end with the pool's. */
function withClosers(transport: Transport): Transport {
  const closers: Array<() => void> = []
  return {
    send: (request) => transport.send(request),
    onClose: (closeToo) => void closers.push(closeToo),
    async close() {
      for (const closeToo of closers.splice(0)) closeToo()
      await transport.close?.()
    },
  }
}

async function openFetchTransport(fetch: typeof globalThis.fetch): Promise<Transport> {
  const { createFetchTransport } = await import('./transport/fetch.js')
  return createFetchTransport(fetch)
}

async function openSdkTransport(client: object): Promise<Transport> {
  const { createSdkTransport, isSdkClient } = await import('./transport/sdk-client.js')
  return isSdkClient(client) ? createSdkTransport(client) : UNKNOWN_CLIENT
}

/** A client of another form may still be what its own provider sends through (AWS's): only who sends this way is told. */
const UNKNOWN_CLIENT: Transport = {
  async send() {
    throw new BadRequestError('client: expected an instance of the official SDK of this provider.', {
      param: 'client',
    })
  },
}
