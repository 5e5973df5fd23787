import type { Dialect } from './dialect.js'
import type { Script } from './script.js'

export interface SimulatorOptions {
  /** 0: any free port. Default 0. */
  port?: number
  /** Default `127.0.0.1`. */
  host?: string
  script?: Script
  /** How many requests `simulator.requests` keeps; older ones go. Default 1000. */
  maxRequests?: number
  /** Answer 401 to a request without a key. A function decides per provider. Default true. */
  requireKey?: boolean | ((provider: string) => boolean)
  /** The only keys that are taken; others are answered 401. Default: any. */
  keys?: readonly string[]
  /** Answer 400 to what the real API refuses (no model, no messages, …). Default true. */
  checkRequests?: boolean
  /** The names that `GET /v1/models` lists. */
  models?: readonly string[]
  /** Where ids, `request.random` and `chunking: 'random'` start from. Default 0. */
  seed?: number
  /** Wire protocols beyond those that the simulator knows; they come first. */
  dialects?: readonly Dialect[]
  /** Unix ms; for `created` and times of rate limits. Default `Date.now`. */
  now?: () => number
}
