import type { Usage } from '../memory-state.js'
import type { Limited } from '../state.js'
import type { Answer, PendingClaim } from './batch.js'

/** How much of a limit in use says as much of a process's part as the number of processes does. */
const PRIOR = 0.1
/** ms for which "all leases are out" is believed: other processes end their calls at any time. */
const FULL_MS = 100

/** What a process knows of the use of one limit by all processes, from the replies to its own steps. */
export class KnownUse {
  #requests = 0
  #tokens = 0
  #parallel = 0
  #at = 0
  /** What is this process's own of it. */
  #ownRequests = 0
  #ownTokens = 0
  #ownParallel = 0
  #noRequestsUntil = 0
  #noTokensUntil = 0
  /** Calls of fewer tokens may have room. */
  #refusedTokens = 0
  #fullUntil = 0

  /** `own`: what this process has in use of it. */
  learn(use: { requests: number; tokens: number; parallel: number }, own: Usage | undefined, now: number): void {
    this.#requests = use.requests
    this.#tokens = use.tokens
    this.#parallel = use.parallel
    this.#ownRequests = own?.requests.total(now) ?? 0
    this.#ownTokens = own?.tokens.total(now) ?? 0
    this.#ownParallel = own?.parallel ?? 0
    this.#at = now
  }

  refused({ requestsMs, tokensMs, full }: Answer['refusals'][number], { tokens }: PendingClaim, now: number): void {
    if (requestsMs > 0) this.#noRequestsUntil = now + requestsMs
    if (tokensMs > 0) {
      this.#noTokensUntil = now + tokensMs
      this.#refusedTokens = tokens
    }
    if (full) this.#fullUntil = now + FULL_MS
  }

  /** A call of this process ended: what was known to be full may not be. */
  freed(requests: number, tokens: number): void {
    this.#parallel--
    this.#fullUntil = 0
    if (requests < 0) this.#noRequestsUntil = 0
    if (tokens < 0) this.#noTokensUntil = 0
  }

  roomAt(tokens: number, now: number): number {
    const tokensAt = tokens >= this.#refusedTokens ? this.#noTokensUntil : 0
    return Math.max(now, this.#noRequestsUntil, tokensAt, this.#fullUntil)
  }

  /** Unix ms of the last reply. */
  get at(): number {
    return this.#at
  }

  /** Share of the limits in use by all. */
  used({ rpm, tpm, maxParallel }: Limited): number {
    let share = 0
    if (rpm !== undefined) share = Math.max(share, this.#requests / rpm)
    if (tpm !== undefined) share = Math.max(share, this.#tokens / tpm)
    if (maxParallel !== undefined) share = Math.max(share, this.#parallel / maxParallel)
    return share
  }

  /** The part of a limit that this process may use by itself: as much of it as it had of the use. */
  ownPart({ limitKey, rpm, tpm, maxParallel }: Limited, processes: number): Limited {
    return {
      limitKey,
      rpm: part(rpm, this.#ownRequests, this.#requests, processes),
      tpm: part(tpm, this.#ownTokens, this.#tokens, processes),
      maxParallel: part(maxParallel, this.#ownParallel, this.#parallel, processes),
    }
  }
}

/** The parts of all processes together are the limit. With little in use they are equal. */
function part(limit: number | undefined, own: number, all: number, processes: number): number | undefined {
  if (limit === undefined || processes <= 1) return limit
  const prior = limit * PRIOR
  const share = (own + prior) / (Math.max(own, all) + prior * processes)
  return Math.max(1, Math.floor(limit * share))
}
