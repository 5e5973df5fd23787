import type { SharedLatency } from '../state.js'
import type { Answer } from './batch.js'

/** What a batch brought. */
export interface Reply {
  /** Another one: Redis has lost what it knew. */
  readonly epoch: string
  readonly version: string
  /** ms for which deployments are out; undefined: as before. */
  readonly news: ReadonlyMap<string, number> | undefined
  readonly answers: readonly Answer[]
  /** Of each limit that the batch named. */
  readonly uses: ReadonlyArray<{ requests: number; tokens: number; parallel: number }>
  readonly speeds: ReadonlyMap<string, SharedLatency>
  /** That have been heard of late, this one included. */
  readonly processes: number
}

/** @throws TypeError for what our script does not answer */
export function toReply(value: unknown, knownVersion: string): Reply {
  const [now, epoch, version, news, claims, uses, speeds, processes] = list(JSON.parse(String(value)))
  const sharedAt = Number(now)
  const versionNow = String(version)
  return {
    epoch: String(epoch),
    version: versionNow,
    news:
      versionNow === knownVersion
        ? undefined
        : new Map(inGroups(news, 2).map(([key, ms]) => [String(key), Number(ms)] as const)),
    answers: list(claims).map((claim) => toAnswer(list(claim), sharedAt)),
    uses: inGroups(uses, 3).map(([requests, tokens, parallel]) => ({
      requests: Number(requests),
      tokens: Number(tokens),
      parallel: Number(parallel),
    })),
    speeds: new Map(
      inGroups(speeds, 3).map(
        ([key, firstTokenMs, perTokenMs]) =>
          [String(key), { firstTokenMs: toMs(firstTokenMs), perTokenMs: toMs(perTokenMs) }] as const,
      ),
    ),
    processes: Number(processes),
  }
}

function toAnswer([chosen, ...refusals]: readonly unknown[], sharedAt: number): Answer {
  return {
    chosen: Number(chosen) === 0 ? undefined : Number(chosen) - 1,
    refusals: inGroups(refusals, 3).map(([requestsMs, tokensMs, full]) => ({
      requestsMs: Number(requestsMs),
      tokensMs: Number(tokensMs),
      full: Number(full) === 1,
    })),
    sharedAt,
  }
}

function inGroups(value: unknown, size: number): unknown[][] {
  const all = list(value)
  const groups: unknown[][] = []
  for (let at = 0; at < all.length; at += size) groups.push(all.slice(at, at + size))
  return groups
}

function list(value: unknown): unknown[] {
  if (isEmpty(value)) return []
  if (!Array.isArray(value)) throw new TypeError('Redis answered something else than our script does.')
  return value
}

/** Lua has one kind of table: a list of nothing comes as `{}`. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

const toMs = (text: unknown) => (String(text) === '-' ? undefined : Number(text))
