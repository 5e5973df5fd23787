import { createHash } from 'node:crypto'
import type { GuardedRedis } from '../guarded-redis.js'
import { toScript } from '../script.js'

/** Where the questions of one prefix and one embedder lie; the braces keep all of it on one server of a cluster. */
export interface ListKeys {
  /** Hash: record by key of the answer. */
  readonly records: string
  /** Stream: keys whose records changed. */
  readonly log: string
  /** Sorted set: keys by when they were added, µs on Redis's clock. */
  readonly ages: string
  /** Sorted set: keys by when they expire, ms on Redis's clock. */
  readonly expiries: string
}

/** Vectors of two models must never be compared. */
export function listKeys(prefix: string, model: string | undefined): ListKeys {
  const space = createHash('sha256')
    .update(model ?? '')
    .digest('hex')
    .slice(0, 8)
  const root = `{${prefix}:questions:${space}}`
  return { records: `${root}:records`, log: `${root}:log`, ages: `${root}:ages`, expiries: `${root}:expiries` }
}

/** A place in the log. Of a log that is empty, before all. */
const START = '0-0'
const PAGE = 500
/** Changes that are kept, about. Who missed more of them reads all questions again. */
const LOG_LENGTH = '10000'

/** Each addition takes out a few that are expired or too many, so that no step is long. */
const ADD = toScript(`
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
local left = tonumber(ARGV[3])
local first = redis.call('EXISTS', KEYS[1]) == 0
local function drop(keys)
  if #keys == 0 then return end
  redis.call('HDEL', KEYS[1], unpack(keys))
  redis.call('ZREM', KEYS[3], unpack(keys))
  redis.call('ZREM', KEYS[4], unpack(keys))
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[3], micros, ARGV[1])
if left then redis.call('ZADD', KEYS[4], now + left, ARGV[1]) else redis.call('ZREM', KEYS[4], ARGV[1]) end
drop(redis.call('ZRANGE', KEYS[4], '-inf', now, 'BYSCORE', 'LIMIT', 0, 20))
local over = redis.call('ZCARD', KEYS[3]) - ARGV[4]
if over > 0 then drop(redis.call('ZRANGE', KEYS[3], 0, math.min(over, 20) - 1)) end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 'k', ARGV[1])
local kept = -1
if left then kept = first and 0 or redis.call('PTTL', KEYS[1]) end
for _, name in ipairs(KEYS) do
  if kept < 0 then redis.call('PERSIST', name) else redis.call('PEXPIRE', name, math.max(kept, left)) end
end
return 1`)

const REMOVE = toScript(`
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'k', ARGV[1])
return 1`)

/** The questions that all processes share. */
export class QuestionList {
  readonly #keys: readonly string[]

  constructor(
    private readonly redis: GuardedRedis,
    private readonly names: ListKeys,
    private readonly max: number,
  ) {
    this.#keys = [names.records, names.log, names.ages, names.expiries]
  }

  /** `leftMs`: until it expires; undefined: never. */
  async add(key: string, record: string, leftMs: number | undefined): Promise<void> {
    await this.redis.tell(ADD, this.#keys, [key, record, String(leftMs ?? ''), String(this.max), LOG_LENGTH])
  }

  async remove(key: string): Promise<void> {
    await this.redis.tell(REMOVE, this.#keys, [key, LOG_LENGTH])
  }

  /** The place behind all changes so far. */
  async end(): Promise<string> {
    const [last] = await this.#range('XREVRANGE', '+', '-', 1)
    return last?.id ?? START
  }

  /** Keys whose records changed after a place, in pages; undefined: the log does not reach back so far. */
  async changesAfter(place: string): Promise<{ keys: string[]; place: string; more: boolean } | undefined> {
    // The place itself is read too: where it is gone, others after it may be.
    const [known, ...changes] = await this.#range('XRANGE', place, '+', PAGE + 1)
    if (known?.id !== place && !(known === undefined && place === START)) return undefined
    const keys = [...new Set(changes.map(({ key }) => key))]
    return { keys, place: changes.at(-1)?.id ?? place, more: changes.length === PAGE }
  }

  /** In the order of the keys; undefined: gone. */
  async records(keys: readonly string[]): Promise<Array<string | undefined>> {
    if (keys.length === 0) return []
    const reply = await this.#ask(['HMGET', this.names.records, ...keys])
    return texts(reply).map((text) => text ?? undefined)
  }

  /** All records, in pages; the same one may come twice. */
  async *all(): AsyncGenerator<ReadonlyArray<readonly [key: string, record: string]>> {
    let cursor = '0'
    do {
      const reply = await this.#ask(['HSCAN', this.names.records, cursor, 'COUNT', String(PAGE)])
      const [next, page]: unknown[] = Array.isArray(reply) ? reply : []
      cursor = String(next ?? '0')
      const flat = texts(page)
      yield flat.flatMap((key, at) => (at % 2 === 0 ? [[key ?? '', flat[at + 1] ?? ''] as const] : []))
    } while (cursor !== '0')
  }

  async #range(command: string, from: string, to: string, count: number): Promise<Array<{ id: string; key: string }>> {
    const reply = await this.#ask([command, this.names.log, from, to, 'COUNT', String(count)])
    const entries: unknown[] = Array.isArray(reply) ? reply : []
    return entries.map((entry) => {
      const [id, fields]: unknown[] = Array.isArray(entry) ? entry : []
      return { id: String(id), key: texts(fields)[1] ?? '' }
    })
  }

  #ask(args: readonly string[]): Promise<unknown> {
    return this.redis.ask(this.names.records, args)
  }
}

function texts(reply: unknown): Array<string | null> {
  return Array.isArray(reply) ? reply.map((item: unknown) => (typeof item === 'string' ? item : null)) : []
}
