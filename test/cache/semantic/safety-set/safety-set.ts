import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memorySemanticCache } from '../../../../src/cache/semantic/memory-semantic-cache.js'
import type { SemanticCache } from '../../../../src/contract/cache.js'
import { entryOf } from '../../../../src/testing/cache-behaviour.js'

/** Two questions: of the same meaning (`paraphrase`), or near and of another (all other kinds). */
export interface Pair {
  readonly kind: string
  readonly stored: string
  readonly asked: string
  /** The guards were made by looking at the first half alone. */
  readonly half: Half
}
export type Half = 'tuning' | 'held out'

const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
const KINDS: Readonly<Record<string, ReadonlyArray<readonly [string, string]>>> = JSON.parse(read('pairs.json'))
const VECTORS: Readonly<Record<string, string>> = JSON.parse(read('vectors.json'))

export const PAIRS: readonly Pair[] = Object.entries(KINDS).flatMap(([kind, pairs]) =>
  pairs.map(([stored, asked], at): Pair => ({ kind, stored, asked, half: at % 2 === 0 ? 'tuning' : 'held out' })),
)

/** What all-MiniLM-L6-v2 makes of the questions of the set. */
export const recordedEmbedder = Object.assign(
  async (texts: string[]) =>
    texts.map((text) => {
      const vector = VECTORS[text]
      if (vector === undefined) throw new Error(`vectors.json has no vector for: ${text}. Run make-vectors.py.`)
      return new Int8Array(Buffer.from(vector, 'base64'))
    }),
  { model: 'all-MiniLM-L6-v2' },
)

const openCache = (guards: boolean) => memorySemanticCache({ embed: recordedEmbedder, guards })

async function store(cache: SemanticCache, partition: string, text: string): Promise<void> {
  const key = createHash('sha256').update(`${partition}\n${text}`).digest('hex')
  await cache.set(key, entryOf(text), { partition, text })
}

/** Of each pair, whether its second question finds the first, where nothing else is stored. */
export async function hitPairs(pairs: readonly Pair[], guards: boolean): Promise<Pair[]> {
  const cache = openCache(guards)
  for (const [at, { stored }] of pairs.entries()) await store(cache, String(at), stored)
  const found = await Promise.all(pairs.map(({ asked }, at) => cache.search({ partition: String(at), text: asked })))
  return pairs.filter((_, at) => found[at] !== undefined)
}

export interface TogetherCounts {
  paraphrases: number
  /** Paraphrases that found what means the same. */
  right: number
  searches: number
  /** Searches, of any kind, that found what means something else. */
  wrong: string[]
}

/** All first questions are stored side by side, and each second one is asked: it may find any of them. */
export async function searchTogether(pairs: readonly Pair[]): Promise<TogetherCounts> {
  const cache = openCache(true)
  for (const { stored } of pairs) await store(cache, 'p', stored)
  const counts: TogetherCounts = { paraphrases: 0, right: 0, searches: 0, wrong: [] }
  for (const { kind, asked } of pairs) {
    const match = await cache.search({ partition: 'p', text: asked })
    counts.searches++
    if (kind === 'paraphrase') counts.paraphrases++
    if (match && !meansTheSame(match.question, asked)) counts.wrong.push(`${asked} | ${match.question}`)
    else if (match && kind === 'paraphrase') counts.right++
  }
  return counts
}

const same = new Set(
  PAIRS.filter(({ kind }) => kind === 'paraphrase').flatMap(({ stored, asked }) => [
    `${stored}\n${asked}`,
    `${asked}\n${stored}`,
  ]),
)

function meansTheSame(left: string, right: string): boolean {
  return left === right || same.has(`${left}\n${right}`)
}
