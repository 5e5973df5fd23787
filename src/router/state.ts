/** What a limit is kept for: deployments with the same key share it. */
export interface Limited {
  readonly limitKey: string
  readonly rpm: number | undefined
  readonly tpm: number | undefined
  readonly maxParallel: number | undefined
  /** A place where a state may keep what it knows of the limit, to spare a look-up at each call. */
  readonly memo?: LimitMemo
}

export interface LimitMemo {
  owner: unknown
  kept: unknown
}

/** What a call holds at a deployment, from its start until it is settled. */
export interface Claim {
  readonly limited: Limited
  /** Tokens reserved. */
  readonly tokens: number
  /** Unix ms. */
  readonly at: number
}

/** How a claim ended. */
export interface Settlement {
  /** Tokens that the call used; 0 when it failed without any. */
  tokens: number
  /** False: the request never left, and does not count. */
  sent: boolean
}

/** What the processes that share a state know of a deployment's speed. */
export interface SharedLatency {
  firstTokenMs: number | undefined
  perTokenMs: number | undefined
}

/**
 * What the deployments of a router have in use, and what processes tell each other. `memoryState()` keeps it for one
 * process, `redisState()` for many. All that a call waits for is `claim` and `affinity`.
 */
export interface RouterState {
  /** How many candidates `claim` wants to choose from: more than one where others may have taken the room meanwhile. */
  readonly picks: number
  /** The share in use of the limits, as far as is known here: 0 to 1. */
  used(limited: Limited, now: number): number
  /** Unix ms from which there may be room for a call of so many tokens; `now` or less: at once. Infinity: when a call ends. */
  roomAt(limited: Limited, tokens: number, now: number): number
  /** Takes room at the first of the candidates that has it; undefined: none has. */
  claim<Candidate extends Limited>(
    candidates: readonly Candidate[],
    tokens: number,
    now: number,
  ): Claimed<Candidate> | undefined | Promise<Claimed<Candidate> | undefined>
  /** Gives back what was reserved and counts what was used. Once per claim. */
  settle(claim: Claim, settlement: Settlement, now: number): void
  /** Tells others that a deployment is out until a time; 0: it is back. */
  announce(key: string, downUntil: number): void
  /** Unix ms until which others say that it is out; 0: they do not. */
  downUntil(key: string): number
  shareLatency(key: string, latency: SharedLatency): void
  latency(key: string): SharedLatency | undefined
  /** Which deployment a session or prompt prefix was sent to last. */
  affinity(key: string): string | undefined | Promise<string | undefined>
  setAffinity(key: string, deployment: string, ttlMs: number): void
  close(): Promise<void>
}

export interface Claimed<Candidate extends Limited> {
  candidate: Candidate
  claim: Claim
}
