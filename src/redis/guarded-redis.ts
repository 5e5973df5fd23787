import { APIConnectionError } from '../contract/errors.js'
import type { RedisCommands } from './commands.js'
import { OutageGuard } from './outage-guard.js'
import type { Script } from './script.js'

export interface GuardedRedisOptions {
  /** What the first commands wait for. */
  readonly ready: Promise<unknown> | undefined
  /** ms that a reply may take. */
  readonly timeoutMs: number
  /** Key that is looked at to see whether Redis is well again. */
  readonly probeKey: string
  /** Once per outage. */
  readonly onDown: (cause: unknown) => void
}

/** Redis is slow or gone, which its listener was told. */
export class RedisAway extends APIConnectionError {}

/** Redis, asked only while it answers in time. */
export class GuardedRedis {
  readonly #guard: OutageGuard
  #ready: Promise<unknown> | undefined

  constructor(
    private readonly commands: RedisCommands,
    private readonly options: GuardedRedisOptions,
  ) {
    const { ready, timeoutMs, probeKey, onDown } = options
    this.#guard = new OutageGuard({
      timeoutMs,
      probe: () => commands.send(probeKey, ['EXISTS', probeKey]),
      onDown,
      onUp: () => {},
      onHang: () => commands.reconnect?.(),
    })
    this.#ready = ready?.then(() => {
      this.#ready = undefined
    })
    this.#ready?.catch(() => {}) // the command that waits for it is told
  }

  get down(): boolean {
    return this.#guard.down
  }

  /** @throws RedisAway where no reply came in time; what Redis says of a key of another type */
  async ask(key: string, args: readonly string[]): Promise<unknown> {
    if (this.#ready && !(await this.#isReady(this.#ready))) throw new RedisAway('There is no connection to Redis yet.')
    const result = await this.#guard.run<{ reply?: unknown; foreign?: Error }>(async () => {
      try {
        return { reply: await this.commands.send(key, args) }
      } catch (error) {
        // Somebody else's key: Redis is well.
        if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return { foreign: error }
        throw error
      }
    })
    if (!result) throw new RedisAway('Redis is away.')
    if (result.foreign) throw result.foreign
    return result.reply
  }

  /** @throws RedisAway where it is known to be */
  check(): void {
    if (this.down) throw new RedisAway('Redis is away; nothing was stored.')
  }

  /**
   * Runs a script that nobody waits for.
   * @throws RedisAway
   */
  async tell(script: Script, keys: readonly string[], args: readonly string[]): Promise<void> {
    await this.#ready
    this.check()
    await this.commands.evaluate(script, keys, args)
  }

  async close(): Promise<void> {
    this.#guard.close()
    await this.commands.close()
  }

  /** Whether the first connection is there in the time that a reply has. */
  async #isReady(ready: Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, this.options.timeoutMs, false)
    })
    try {
      return await Promise.race([ready.then(() => true), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
