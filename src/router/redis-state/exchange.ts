import type { RedisCommands } from '../../redis/commands.js'
import type { OutageGuard } from '../../redis/outage-guard.js'
import { type Answer, Batch, type Layout, type PendingClaim } from './batch.js'
import { EXCHANGE } from './exchange-script.js'
import { type Reply, toReply } from './reply.js'

export interface ExchangeListener {
  replied(batch: Batch, reply: Reply): void
  /** A reply for which nobody waits any more: what it grants is to be given back. */
  repliedLate(batch: Batch, reply: Reply): void
  /** A batch that failed. Whether Redis did it nobody knows, where it was sent. */
  lost(batch: Batch, sent: boolean): void
  /** Whether it is known by now that a claim would be refused. */
  hopeless(claim: PendingClaim, now: number): boolean
}

/** Scripts under way at a time. What comes meanwhile goes together with the next: the more there is, the less each costs. */
const MAX_UNDER_WAY = 2
const REFUSED: Answer = { chosen: undefined, refusals: [], sharedAt: 0 }

/** Gathers the steps of one turn of the event loop and sends them as one script. */
export class Exchange {
  #next: Batch | undefined
  readonly #full: Batch[] = []
  #claims: PendingClaim[] = []
  #scheduled = false
  readonly #underWay = new Set<Promise<void>>()
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

  claim(claim: PendingClaim): void {
    this.#claims.push(claim)
    this.#schedule()
  }

  /** The steps that go next. */
  batch(): Batch {
    if (this.#next?.full) {
      this.#full.push(this.#next)
      this.#next = undefined
    }
    this.#next ??= new Batch(this.layout)
    this.#schedule()
    return this.#next
  }

  /** Sends what was gathered, and waits for the replies. */
  async flush(): Promise<void> {
    this.#pump()
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Asks for the news, whatever the guard thinks. */
  async probe(): Promise<void> {
    const batch = new Batch(this.layout)
    this.#learn(batch, await this.#ask(batch))
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#underWay.size < MAX_UNDER_WAY || this.guard.down) {
      const batch = this.#take()
      if (!batch) return
      const sending = this.#send(batch).finally(() => {
        this.#underWay.delete(sending)
        this.#pump()
      })
      this.#underWay.add(sending)
    }
  }

  /** The next batch, with the claims that are still worth asking. */
  #take(): Batch | undefined {
    let batch = this.#full.shift() ?? this.#next
    if (batch === this.#next) this.#next = undefined
    const now = Date.now()
    let taken = 0
    for (const claim of this.#claims) {
      if (batch?.full) break
      taken++
      if (this.listener.hopeless(claim, now)) claim.finish(REFUSED)
      else {
        batch ??= new Batch(this.layout)
        batch.claim(claim)
      }
    }
    this.#claims = taken < this.#claims.length ? this.#claims.slice(taken) : []
    return batch
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
