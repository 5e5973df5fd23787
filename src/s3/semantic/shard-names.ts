import { randomUUID } from 'node:crypto'
import { digestOf } from '../object-names.js'

/** Where one shard lies. */
export interface ShardNames {
  /** Segments as they were flushed end up below this. */
  readonly fresh: string
  /** Segments that compaction made. */
  readonly merged: string
  readonly manifest: string
  readonly lease: string
}

/** A partition lies in one shard, by its digest. `space`: whose vectors they are; those of two embedders never meet. */
export function shardIdOf(partition: string, hexDigits: number): string {
  return digestOf(partition).slice(0, hexDigits)
}

export function spaceOf(embedder: string | undefined): string {
  return digestOf(embedder ?? '').slice(0, 8)
}

/** The shard comes first: S3 spreads load by the beginning of names. */
export function shardNames(prefix: string, space: string, shard: string): ShardNames {
  const root = `${prefix}/vectors/${shard}/${space}`
  return { fresh: `${root}/fresh/`, merged: `${root}/merged/`, manifest: `${root}/manifest`, lease: `${root}/lease` }
}

const TIME_DIGITS = 14

/** In the order of the clock of who writes; two are never the same. */
export function segmentName(folder: string, now: number): string {
  return `${folder}${timeText(now)}-${randomUUID()}`
}

/** Before every segment of that time or later, behind all earlier ones. */
export function timeMark(folder: string, time: number): string {
  return `${folder}${timeText(time)}`
}

function timeText(time: number): string {
  return String(Math.max(0, Math.floor(time))).padStart(TIME_DIGITS, '0')
}
