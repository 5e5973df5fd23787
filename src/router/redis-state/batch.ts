import type { Limited, SharedLatency } from '../state.js'

/** Where the things of one router are kept, and how its limits are counted. */
export interface Layout {
  readonly prefix: string
  /** ms that a limit is about: a minute. */
  readonly windowMs: number
  readonly buckets: number
  /** ms after which what a call holds is given back if its process does not say that it goes on. */
  readonly leaseMs: number
  /** Of this process, unlike any other's. */
  readonly name: string
}

/** Requests and tokens to add to what was counted at a time, Unix ms here; `sharedAt` is that time on Redis's clock. */
export interface Correction {
  readonly limitKey: string
  readonly at: number
  readonly sharedAt: number | undefined
  readonly requests: number
  readonly tokens: number
}

/** What Redis says to a claim. */
export interface Answer {
  /** The candidate that has room; undefined: none. */
  readonly chosen: number | undefined
  /** Of the candidates before it, why they have none: ms until there are requests and tokens, and whether all leases are out. */
  readonly refusals: ReadonlyArray<{ requestsMs: number; tokensMs: number; full: boolean }>
  /** ms on Redis's clock. */
  readonly sharedAt: number
}

export interface PendingClaim {
  readonly candidates: readonly Limited[]
  readonly tokens: number
  readonly lease: string
  /** Undefined: Redis is down or too slow. */
  readonly finish: (answer: Answer | undefined) => void
}

/** Scripts hold up the server: longer batches are sent in pieces. */
const MAX_STEPS = 64

/** Steps that go to Redis together, as the keys and arguments of the script. */
export class Batch {
  readonly keys: string[]
  readonly claims: PendingClaim[] = []
  readonly corrections: Correction[] = []
  /** The limits whose keys are named, in their order. */
  readonly limitKeys: string[] = []
  readonly #steps: unknown[][] = []
  readonly #indexes = new Map<string, number>()

  constructor(private readonly layout: Layout) {
    // One hash tag: a claim may be about any of a router's limits, and a script's keys must live on one server.
    this.keys = [`{${layout.prefix}}:news`, `{${layout.prefix}}:speeds`, `{${layout.prefix}}:processes`]
  }

  get full(): boolean {
    return this.#steps.length >= MAX_STEPS
  }

  args(version: string): string[] {
    const { windowMs, buckets, leaseMs, name } = this.layout
    return [String(windowMs), String(buckets), String(leaseMs), version, name, JSON.stringify(this.#steps)]
  }

  claim(claim: PendingClaim): void {
    const { candidates, tokens, lease } = claim
    this.claims.push(claim)
    const step: unknown[] = ['claim', tokens, lease]
    for (const { limitKey, rpm, tpm, maxParallel } of candidates)
      step.push(this.look(limitKey), limitOf(rpm), limitOf(tpm), limitOf(maxParallel))
    this.#steps.push(step)
  }

  correct(correction: Correction, now: number): void {
    const { limitKey, at, sharedAt, requests, tokens } = correction
    this.corrections.push(correction)
    this.#steps.push(['count', this.look(limitKey), sharedAt ?? Math.min(0, at - now), requests, tokens])
  }

  release(limitKey: string, lease: string): void {
    this.#steps.push(['release', this.look(limitKey), lease])
  }

  renew(limitKey: string, lease: string): void {
    this.#steps.push(['renew', this.look(limitKey), lease])
  }

  /** `ms`: for how long a deployment is out; 0: it is back. */
  announce(key: string, ms: number): void {
    this.#steps.push(['down', key, Math.ceil(ms)])
  }

  tellSpeed(key: string, { firstTokenMs, perTokenMs }: SharedLatency): void {
    this.#steps.push(['speed', key, speedOf(firstTokenMs), speedOf(perTokenMs)])
  }

  askSpeed(key: string): void {
    this.#steps.push(['ask', key])
  }

  /** This process is no more. */
  leave(): void {
    this.#steps.push(['leave'])
  }

  /** What is in use of this limit is part of the reply. Gives its number in the batch. */
  look(limitKey: string): number {
    const known = this.#indexes.get(limitKey)
    if (known !== undefined) return known
    const index = this.limitKeys.push(limitKey)
    this.#indexes.set(limitKey, index)
    this.keys.push(`{${this.layout.prefix}}:counts:${limitKey}`, `{${this.layout.prefix}}:leases:${limitKey}`)
    return index
  }
}

/** JSON has no Infinity. */
const limitOf = (limit = -1) => (Number.isFinite(limit) ? limit : -1)
const speedOf = (ms: number | undefined) => (ms === undefined ? '-' : ms.toFixed(2))
