import type { SemanticCache } from '../contract/cache.js'
import { keyOf } from './cache-behaviour.js'
import { toyVectors } from './toy-vectors.js'

export interface SemanticCacheTestOptions {
  /** What the tests are called by: `'s3'`. */
  name: string
  /**
   * Gives a cache that holds nothing, with these options and the guards of the cache's own. It is closed after each
   * test.
   */
  create(options: SemanticTestSettings): SemanticCache | Promise<SemanticCache>
  /** Makes what was stored visible to a search, where that takes time. Default: it is at once. */
  settle?: (cache: SemanticCache) => void | Promise<void>
}

export interface SemanticTestSettings {
  embed: (texts: string[]) => Promise<number[][]>
  threshold: number
}

/** One thing that every semantic cache does. */
export interface SemanticBehaviour {
  /** A sentence. */
  readonly name: string
  /** Throws where the cache does otherwise. */
  run(subject: SemanticSubject): Promise<void>
}

export function semanticBehaviour(name: string, run: SemanticBehaviour['run']): SemanticBehaviour {
  return { name, run }
}

/** The cache under test, and an embedder that is told what to do. */
export class SemanticSubject {
  /** Texts that were embedded, in their order. */
  readonly embedded: string[] = []
  /** What the embedder fails with, while it is set. */
  failure: Error | undefined

  private constructor(
    private readonly options: SemanticCacheTestOptions,
    private readonly opened: { cache?: SemanticCache },
  ) {}

  static async open(options: SemanticCacheTestOptions): Promise<SemanticSubject> {
    const opened: { cache?: SemanticCache } = {}
    const subject = new SemanticSubject(options, opened)
    opened.cache = await options.create({ threshold: 0.8, embed: (texts) => subject.#embed(texts) })
    return subject
  }

  get cache(): SemanticCache {
    const { cache } = this.opened
    if (!cache) throw new Error('The cache was not opened.')
    return cache
  }

  async settle(): Promise<void> {
    await this.options.settle?.(this.cache)
  }

  async close(): Promise<void> {
    await this.cache.close()
  }

  async #embed(texts: string[]): Promise<number[][]> {
    if (this.failure) throw this.failure
    this.embedded.push(...texts)
    return toyVectors(texts)
  }
}

export const KEYS = { a: keyOf('a'), b: keyOf('b'), c: keyOf('c') } as const
