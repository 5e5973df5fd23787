import { Shard, type ShardContext } from './shard.js'
import { shardIdOf, shardNames, spaceOf } from './shard-names.js'

export interface ShardSetOptions extends ShardContext {
  readonly prefix: string
  readonly hexDigits: number
  /** Name of the embedder. */
  readonly embedder: string | undefined
}

/** The shards that this process has touched; those touched least lately go when there are too many bytes. */
export class ShardSet {
  readonly #shards = new Map<string, Shard>()

  constructor(private readonly options: ShardSetOptions) {}

  of(partition: string): Shard {
    const { prefix, hexDigits, embedder } = this.options
    const id = shardIdOf(partition, hexDigits)
    const shard = this.#shards.get(id) ?? new Shard(shardNames(prefix, spaceOf(embedder), id), this.options)
    this.#shards.delete(id)
    this.#shards.set(id, shard) // the last in the map is the one used last
    return shard
  }

  all(): Shard[] {
    return [...this.#shards.values()]
  }

  /** One shard alone bounds itself. */
  evict(): void {
    let bytes = this.all().reduce((sum, { byteLength }) => sum + byteLength, 0)
    for (const [id, { byteLength }] of this.#shards) {
      if (bytes <= this.options.maxBytes || this.#shards.size === 1) return
      this.#shards.delete(id)
      bytes -= byteLength
    }
  }

  clear(): void {
    this.#shards.clear()
  }
}
