import { fieldOf, numberIn } from './child.js'
import { startWorker } from './cpu.js'

/** Bytes after a full collection: when 2,000 calls are done, and when 20,000 are. */
export interface HeapUse {
  before: number
  after: number
}

export interface HeapPasses {
  /** From the start of the process: what V8 compiles meanwhile is in it. */
  cold: HeapUse
  /** Again with a new relay in the same process. */
  warm: HeapUse
}

/** A process of its own, so that nothing but these calls is in its heap. */
export async function measureHeap(id: string, port: number): Promise<HeapPasses> {
  const worker = startWorker(id, port)
  try {
    await worker.next()
    const value = fieldOf(await worker.ask({ measurement: 'heap' }), 'value')
    return { cold: toHeapUse(fieldOf(value, 'cold')), warm: toHeapUse(fieldOf(value, 'warm')) }
  } finally {
    await worker.stop()
  }
}

const toHeapUse = (value: unknown): HeapUse => ({ before: numberIn(value, 'before'), after: numberIn(value, 'after') })
