import type { Embed } from '../../cache/embed/embed.js'
import type { S3Connection } from '../client.js'
import { type CheckedOptions, checkOptions, refuse, type S3Options } from '../options.js'
import type { LikenessOptions, Verify } from './likeness.js'

export interface S3SemanticOptions extends S3Options {
  /** What turns questions into vectors. One prefix takes several; their vectors are kept apart by the model's name. */
  embed: Embed
  /** ms that the embedder has. Default 2,000. */
  embedTimeoutMs?: number
  /** Cosine from which two questions may be one. Default: by the embedder. */
  threshold?: number
  /** False: numbers, names, negations and the like need not agree. Default true. */
  guards?: boolean
  /** Has the last word on a stored question. */
  verify?: Verify
  /** Questions are spread over so many shards; processes that share a prefix must say the same. Default 256. */
  shards?: 16 | 256 | 4096
  /** ms that a stored question waits for others to be written with. Default 2,000. */
  flushMs?: number
  /** Bytes of waiting questions that are written at once. Default 2 MB. */
  flushBytes?: number
  /** ms for which what was read of a shard is good; a miss later than that looks for what is new. Default 5,000. */
  refreshMs?: number
  /** Segments of a shard that are merged once so many are there. Default 16; `Infinity`: never. */
  compactAt?: number
  /** Bytes of memory for vectors and questions. Default 256 MB. */
  maxBytes?: number
  /** Told what fails beside a call: a flush, a compaction, a damaged segment. Default: a warning of the process. */
  onFailure?: (error: unknown) => void
}

export interface SemanticSettings extends CheckedOptions, LikenessOptions {
  readonly embed: Embed
  readonly embedTimeoutMs: number | undefined
  readonly threshold: number | undefined
  readonly hexDigits: number
  readonly flushMs: number
  readonly flushBytes: number
  readonly refreshMs: number
  readonly compactAt: number
  readonly segmentBytes: number
  readonly maxBytes: number
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
}

const MB = 1_000_000
const HEX_DIGITS: Readonly<Record<number, number>> = { 16: 1, 256: 2, 4096: 3 }

/** @throws BadRequestError for options that cannot be right */
export function checkSemanticOptions(options: S3Connection & S3SemanticOptions): SemanticSettings {
  const { embed, threshold, guards = true, verify, shards = 256, onFailure = warn } = options
  const { flushMs = 2_000, flushBytes = 2 * MB, refreshMs = 5_000, compactAt = 16, maxBytes = 256 * MB } = options
  if (typeof embed !== 'function' && (typeof embed !== 'string' || embed === ''))
    refuse('embed', 'expected the name of an embedding model or a function')
  if (threshold !== undefined && !(threshold > 0 && threshold <= 1)) refuse('threshold', 'expected above 0, at most 1')
  const hexDigits = HEX_DIGITS[shards] ?? refuse('shards', 'expected 16, 256 or 4096')
  for (const [param, value] of Object.entries({ flushMs, flushBytes, maxBytes }))
    if (!(Number.isFinite(value) && value > 0)) refuse(param, 'expected a number above 0')
  if (!(refreshMs >= 0)) refuse('refreshMs', 'expected 0 or more')
  if (!(compactAt >= 2)) refuse('compactAt', 'expected 2 or more')
  return {
    ...checkOptions(options),
    ...{ embed, threshold, guards, verify, hexDigits, flushMs, flushBytes, refreshMs, compactAt, maxBytes, onFailure },
    embedTimeoutMs: options.embedTimeoutMs,
    segmentBytes: 4 * MB,
    now: Date.now,
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error.message : String(error), 'ModelRelayWarning')
}
