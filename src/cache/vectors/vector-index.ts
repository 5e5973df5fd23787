import { BadRequestError } from '../../contract/errors.js'
import { toIntegerVector } from './integer-vector.js'
import { largestDown } from './largest-down.js'
import { Nearest } from './nearest.js'
import { SignEstimator } from './sign-bits.js'
import { BLOCK_ROWS, type Partition, VectorBlock } from './vector-block.js'

export interface Neighbour {
  key: string
  /** Cosine, -1 to 1. */
  similarity: number
}

export interface VectorSearch {
  /** How many at most. Default 1. */
  limit?: number
  /** Similarity at least. Default: any. */
  floor?: number
}

/** Rows that are compared whole at least: the nearest may look far by its signs, and of few rows more seem near. */
const WHOLE_ROWS = 500
/** And of all rows this share, and this one for each that is asked for. Recall: docs/semantic-cache.md. */
const WHOLE_SHARE = 0.02
const SHARE_OF_EACH = 0.003

/**
 * Unit vectors by key, each in one partition; a search sees one partition alone.
 *
 * Rows lie in blocks that all partitions share, so that many small partitions cost little and growth copies nothing.
 * A search guesses from the signs first, and compares what promises most whole.
 */
export class VectorIndex {
  readonly #blocks: VectorBlock[] = []
  readonly #slots = new Map<string, number>()
  readonly #partitions = new Map<string, Partition>()
  readonly #free: number[] = []
  /** Slots that were ever taken. */
  #taken = 0
  #dimensions: number | undefined

  get size(): number {
    return this.#slots.size
  }

  /** Of the vectors, without keys. */
  get byteLength(): number {
    return this.#blocks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** Undefined: no vector yet. */
  get dimensions(): number | undefined {
    return this.#dimensions
  }

  has(key: string): boolean {
    return this.#slots.has(key)
  }

  /**
   * Takes the place of what the key had.
   * @throws BadRequestError for a vector of another length than the others
   */
  add(key: string, partition: string, vector: Float32Array): void {
    this.#check(vector)
    this.delete(key)
    const owner = this.#partition(partition)
    const slot = this.#free.pop() ?? this.#taken++
    const block = this.#blockFor(slot, vector.length)
    block.write(rowOf(slot), vector)
    block.places[rowOf(slot)] = owner.slots.length
    owner.slots.push(slot)
    block.keys[rowOf(slot)] = key
    block.partitions[rowOf(slot)] = owner
    this.#slots.set(key, slot)
  }

  delete(key: string): boolean {
    const slot = this.#slots.get(key)
    if (slot === undefined) return false
    this.#slots.delete(key)
    this.#leave(slot)
    this.#free.push(slot)
    if (this.size === 0) this.clear()
    return true
  }

  clear(): void {
    this.#blocks.length = 0
    this.#free.length = 0
    this.#taken = 0
    this.#slots.clear()
    this.#partitions.clear()
    this.#dimensions = undefined
  }

  /**
   * The nearest of a partition, best first.
   * @throws BadRequestError for a vector of another length than those stored
   */
  search(partition: string, vector: Float32Array, { limit = 1, floor = -1 }: VectorSearch = {}): Neighbour[] {
    const slots = this.#partitions.get(partition)?.slots
    if (slots === undefined) return []
    this.#check(vector)
    const nearest = new Nearest(limit, floor)
    const candidates = slots.length <= WHOLE_ROWS ? slots : this.#likely(slots, vector, limit)
    const integers = toIntegerVector(vector)
    for (const slot of candidates) {
      const block = this.#blocks[blockOf(slot)]
      if (block) nearest.offer(slot, block.cosine(rowOf(slot), integers))
    }
    return nearest.list().map(({ slot, similarity }) => ({ key: this.#keyOf(slot), similarity }))
  }

  /** Those whose signs promise most. Counted, not sorted. */
  #likely(slots: readonly number[], vector: Float32Array, limit: number): number[] {
    const estimator = new SignEstimator(vector)
    const estimates = new Int32Array(slots.length)
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] ?? 0
      estimates[at] = this.#blocks[blockOf(slot)]?.estimate(rowOf(slot), estimator) ?? 0
    }
    const least = largestDown(estimates, WHOLE_ROWS + (WHOLE_SHARE + SHARE_OF_EACH * limit) * slots.length)
    return slots.filter((_, at) => (estimates[at] ?? 0) >= least)
  }

  #keyOf(slot: number): string {
    return this.#blocks[blockOf(slot)]?.keys[rowOf(slot)] ?? ''
  }

  #check({ length }: Float32Array): void {
    if (this.#dimensions !== undefined && length !== this.#dimensions)
      throw new BadRequestError(
        `A vector has ${length} dimensions, those stored have ${this.#dimensions}. One cache takes one embedder.`,
      )
  }

  #partition(name: string): Partition {
    const known = this.#partitions.get(name)
    if (known) return known
    const made: Partition = { name, slots: [] }
    this.#partitions.set(name, made)
    return made
  }

  #blockFor(slot: number, dimensions: number): VectorBlock {
    this.#dimensions = dimensions
    const known = this.#blocks[blockOf(slot)]
    if (known) return known
    const made = new VectorBlock(dimensions)
    this.#blocks.push(made)
    return made
  }

  /** The last of the list takes the place that becomes free. */
  #leave(slot: number): void {
    const block = this.#blocks[blockOf(slot)]
    const owner = block?.partitions[rowOf(slot)]
    if (!owner || !block) return
    block.keys[rowOf(slot)] = ''
    block.partitions[rowOf(slot)] = undefined
    const place = block.places[rowOf(slot)] ?? 0
    const last = owner.slots.pop()
    if (last !== undefined && last !== slot) {
      owner.slots[place] = last
      const lastBlock = this.#blocks[blockOf(last)]
      if (lastBlock) lastBlock.places[rowOf(last)] = place
    }
    if (owner.slots.length === 0) this.#partitions.delete(owner.name)
  }
}

function blockOf(slot: number): number {
  return Math.floor(slot / BLOCK_ROWS)
}

function rowOf(slot: number): number {
  return slot % BLOCK_ROWS
}
