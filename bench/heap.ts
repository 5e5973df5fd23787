import { numberIn } from './child.js'
import { startWorker } from './cpu.js'

export interface HeapUse {
  /** Bytes after a full collection: when 2,000 calls are done, and when 20,000 are. */
  before: number
  after: number
}

/** A process of its own, so that nothing but these calls is in its heap. */
export async function measureHeap(id: string, port: number): Promise<HeapUse> {
  const worker = startWorker(id, port)
  try {
    await worker.next()
    const answer = await worker.ask({ measurement: 'heap' })
    const value = typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : answer
    return { before: numberIn(value, 'before'), after: numberIn(value, 'after') }
  } finally {
    await worker.stop()
  }
}
