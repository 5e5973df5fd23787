import { createHash } from 'node:crypto'
import type { CacheEntry, SemanticQuestion } from '../../contract/cache.js'

/** An entry that says which question it answers, so that it is never given for another one stored under its key before. */
interface AskedEntry extends CacheEntry {
  /** Digest of the question and its partition. */
  asked: string
}

export function toAskedEntry(entry: CacheEntry, question: SemanticQuestion): AskedEntry {
  return { ...entry, asked: askedDigest(question) }
}

/** The entry as it was given to the cache. */
export function fromAskedEntry(stored: CacheEntry): CacheEntry {
  if (!isAsked(stored)) return stored
  const { asked: _, ...entry } = stored
  return entry
}

export function answers(stored: CacheEntry, question: SemanticQuestion): boolean {
  return isAsked(stored) && stored.asked === askedDigest(question)
}

function isAsked(entry: CacheEntry): entry is AskedEntry {
  return 'asked' in entry
}

function askedDigest({ partition, text }: SemanticQuestion): string {
  return createHash('sha256')
    .update(JSON.stringify([partition, text]))
    .digest('base64url')
    .slice(0, 22)
}
