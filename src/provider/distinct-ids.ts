import { randomId } from '../contract/ids.js'

/**
 * Gives each tool call of one answer an id of its own: the stated one, unless there is none or an earlier call has it.
 * Streams do the same, in `ChunkBuilder`.
 */
export function createDistinctIds(prefix: string): (stated: string) => string {
  const taken = new Set<string>()
  return (stated) => {
    const id = stated === '' || taken.has(stated) ? randomId(prefix) : stated
    taken.add(id)
    return id
  }
}
