import type { RedisCommands } from '../../redis/commands.js'
import type { OutageGuard } from '../../redis/outage-guard.js'
import { Batch, type Layout } from './batch.js'
import { EXCHANGE } from './exchange-script.js'
import { type Reply, toReply } from './reply.js'

export interface ExchangeListener {
  replied(batch: Batch, reply: Reply): void
  /** A reply for which nobody waits any more: what it grants is to be given back. */
  repliedLate(batch: Batch, reply: Reply): void
  /** A batch that failed. Whether Redis did it nobody knows, where it was sent. */
  lost(batch: Batch, sent: boolean): void
}

/** Gathers the steps of one turn of the event loop and sends them as one script. */
export class Exchange {
  #next: Batch | undefined
  #version = ''
  /** Unix ms of the last reply. */
  #repliedAt = 0

  constructor(
    private readonly commands: RedisCommands,
    private readonly guard: OutageGuard,
    private readonly layout: Layout,
    private readonly listener: ExchangeListener,
  ) {}

  get repliedAt(): number {
    return this.#repliedAt
  }

  /** The batch that goes next. */
  batch(): Batch {
    if (this.#next?.full) void this.flush()
    if (!this.#next) {
      this.#next = new Batch(this.layout)
      setImmediate(() => this.flush())
    }
    return this.#next
  }

  /** Sends what was gathered. */
  async flush(): Promise<void> {
    const batch = this.#next
    this.#next = undefined
    if (batch) await this.#send(batch)
  }

  /** Asks for the news, whatever the guard thinks. */
  async probe(): Promise<void> {
    const batch = new Batch(this.layout)
    this.#learn(batch, await this.#ask(batch))
  }

  async #send(batch: Batch): Promise<void> {
    let sent = false
    const operation = () => {
      sent = true
      const asked = this.#ask(batch)
      asked.catch(() => this.listener.lost(batch, true))
      return asked
    }
    const reply = await this.guard.run(operation, (late) => this.listener.repliedLate(batch, late))
    if (!sent) this.listener.lost(batch, false)
    if (reply) this.#learn(batch, reply)
    else for (const { finish } of batch.claims) finish(undefined)
  }

  async #ask(batch: Batch): Promise<Reply> {
    const version = this.#version
    return toReply(await this.commands.evaluate(EXCHANGE, batch.keys, batch.args(version)), version)
  }

  #learn(batch: Batch, reply: Reply): void {
    this.#repliedAt = Date.now()
    this.#version = reply.version
    this.listener.replied(batch, reply)
  }
}
