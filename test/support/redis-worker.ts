import { createClient } from 'redis'
import type { Limited } from '../../src/router/state.js'
import { testedState } from './redis-state.js'

/** What a process is told to do: claims a second for a time, or calls that never end. */
export interface WorkerTask {
  url: string
  limited: Limited
  windowMs: number
  leaseMs: number
  perSecond: number
  /** 0: claims once as much as there is, and holds it. */
  forMs: number
}

/** Unix ms on Redis's clock at which its claims were granted. */
export interface WorkerReport {
  granted: number[]
}

process.once('message', (task: WorkerTask) => void run(task))

async function run({ url, limited, windowMs, leaseMs, perSecond, forMs }: WorkerTask): Promise<void> {
  const client = createClient({ url })
  await client.connect()
  const state = testedState(client, { windowMs, leaseMs })
  const granted: number[] = []
  const claim = async () => {
    const claimed = await state.claim([limited], 100, Date.now())
    if (!claimed) return false
    granted.push('sharedAt' in claimed.claim ? Number(claimed.claim.sharedAt) : Number.NaN)
    if (forMs > 0) state.settle(claimed.claim, { tokens: 100, sent: true }, Date.now())
    return true
  }
  if (forMs > 0) {
    const startedAt = Date.now()
    const claims: Promise<unknown>[] = []
    while (Date.now() < startedAt + forMs) {
      while (claims.length < ((Date.now() - startedAt) / 1_000) * perSecond) claims.push(claim())
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await Promise.all(claims)
  } else while (await claim());
  const report: WorkerReport = { granted }
  process.send?.(report)
  if (forMs === 0) return // it holds what it has, until it is killed
  await state.close()
  await client.close()
  process.disconnect()
}
