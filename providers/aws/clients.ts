import type { AwsClient } from './service.js'

/** More settings than this at once: the client that was used least lately is let go. */
const MAX_CLIENTS = 64

interface Entry<Client> {
  client: Client
  /** Requests that are under way. */
  active: number
  gone: boolean
}

/** A client for one request. */
export interface Lease<Client> {
  client: Client
  /** The request is over. `broken`: its connection may be dead, and nobody else gets this client. */
  release(broken?: boolean): void
}

/** The clients of one relay, one for each settings: making one costs far more than a request. */
export class Clients<Client extends AwsClient> {
  readonly #entries = new Map<string, Entry<Client>>()
  #closed = false

  lease(key: string, open: () => Client): Lease<Client> {
    const known = this.#entries.get(key)
    const entry = known ?? { client: open(), active: 0, gone: this.#closed }
    if (!entry.gone) this.#remember(key, entry)
    entry.active++
    let released = false
    return {
      client: entry.client,
      release: (broken = false) => {
        if (released) return
        released = true
        entry.active--
        if (broken && this.#entries.get(key) === entry) this.#forget(key, entry)
        else closeIdle(entry)
      },
    }
  }

  /** Closes all connections; requests under way fail. A client that is asked for later lives for one request. */
  close(): void {
    this.#closed = true
    for (const entry of this.#entries.values()) {
      entry.gone = true
      entry.client.destroy()
    }
    this.#entries.clear()
  }

  #remember(key: string, entry: Entry<Client>): void {
    this.#entries.delete(key)
    this.#entries.set(key, entry) // the last in the map is the one used last
    const [oldest] = this.#entries
    if (oldest && this.#entries.size > MAX_CLIENTS) this.#forget(...oldest)
  }

  #forget(key: string, entry: Entry<Client>): void {
    this.#entries.delete(key)
    entry.gone = true
    closeIdle(entry)
  }
}

/** A client that nobody will ask for again closes its connections once its last request is over. */
function closeIdle({ client, active, gone }: Entry<AwsClient>): void {
  if (gone && active === 0) client.destroy()
}
