import {
  checkNumbers,
  checkSemanticOptions as checkShared,
  type SemanticOptions,
} from '../../cache/semantic/semantic-options.js'
import type { SemanticCache } from '../../contract/cache.js'
import type { S3Connection } from '../client.js'
import { type CheckedOptions, checkOptions, refuse, type S3Options } from '../options.js'

export interface S3SemanticOptions extends S3Options, SemanticOptions {
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

/** A semantic cache in a bucket. */
export interface S3SemanticCache extends SemanticCache {
  /** When it resolves, everything that was set before is stored, and outlives this process. */
  flush(): Promise<void>
  /** Merges small segments of the shards that this process has touched. It is done by itself where many gather. */
  compact(): Promise<void>
  /** Flushes, and ends the client that was made for it. */
  close(): Promise<void>
}

export interface SemanticSettings extends CheckedOptions {
  readonly questions: SemanticOptions
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
  const { shards = 256, onFailure = warn } = options
  const { flushMs = 2_000, flushBytes = 2 * MB, refreshMs = 5_000, compactAt = 16, maxBytes = 256 * MB } = options
  checkShared('s3SemanticCache', options)
  checkNumbers('s3SemanticCache', { flushMs, flushBytes, maxBytes })
  const hexDigits = HEX_DIGITS[shards] ?? refuse('shards', 'expected 16, 256 or 4096')
  if (!(refreshMs >= 0)) refuse('refreshMs', 'expected 0 or more')
  if (!(compactAt >= 2)) refuse('compactAt', 'expected 2 or more')
  return {
    ...checkOptions(options),
    ...{ questions: options, hexDigits, flushMs, flushBytes, refreshMs, compactAt, maxBytes, onFailure },
    segmentBytes: 4 * MB,
    now: Date.now,
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error.message : String(error), 'ModelRelayWarning')
}
