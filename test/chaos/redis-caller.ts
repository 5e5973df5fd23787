import { once } from 'node:events'
import { createRouter, isModelRelayError } from '../../src/index.js'
import { redisState } from '../../src/redis.js'

/** What one process is to do. */
export interface CallerTask {
  url: string
  rpm: number
  perSecond: number
  forMs: number
}

export interface CallerReport {
  /** Unix ms at which calls reached their deployment, and the ms that each had taken until then. */
  reached: Array<[at: number, ms: number]>
  /** Calls that failed otherwise than for want of room. */
  failed: number
  outages: number
}

process.once('message', (task: CallerTask) => void run(task))

async function run({ url, rpm, perSecond, forMs }: CallerTask): Promise<void> {
  const report: CallerReport = { reached: [], failed: 0, outages: 0 }
  const router = createRouter({
    models: [
      { name: 'chat', model: 'openai/gpt-4o', rpm },
      { name: 'first', model: 'openai/gpt-4o' },
    ],
    state: redisState({ url, onFailure: () => report.outages++ }),
    whenUnavailable: 'fail',
  })
  const call = async () => {
    const startedMs = performance.now()
    const mock = () => {
      report.reached.push([Date.now(), performance.now() - startedMs])
      return 'Hello'
    }
    const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }] }
    await router.completion(body, { mock, maxRetries: 0 }).catch((error: unknown) => {
      if (!isModelRelayError(error, 'no_deployment_available')) report.failed++
    })
  }
  // What is loaded with the first call is loaded before it counts.
  await router.completion({ model: 'first', messages: [{ role: 'user', content: 'Hello' }] }, { mock: 'Hello' })
  process.send?.('ready')
  await once(process, 'message')
  const startedAt = Date.now()
  const calls: Promise<void>[] = []
  while (Date.now() < startedAt + forMs) {
    while (calls.length < ((Date.now() - startedAt) / 1_000) * perSecond) calls.push(call())
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await Promise.all(calls)
  process.send?.(report)
  await router.close()
  process.disconnect()
}
