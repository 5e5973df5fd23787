import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { REDIS_MISSING, type RedisServer, startRedis, withRedis } from '../support/redis-server.js'
import { testedState } from '../support/redis-state.js'
import type { WorkerReport, WorkerTask } from '../support/redis-worker.js'

const WORKER = join(import.meta.dirname, '../support/redis-worker.ts')

describe.skipIf(REDIS_MISSING)(withRedis('several processes with one Redis'), () => {
  let server: RedisServer
  const workers: ChildProcess[] = []

  beforeAll(async () => {
    server = await startRedis()
  })

  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL')
    await server?.stop()
  })

  async function start(
    task: Omit<WorkerTask, 'url'>,
  ): Promise<{ worker: ChildProcess; report: Promise<WorkerReport> }> {
    const worker = fork(WORKER, { execArgv: ['--import', 'tsx'] })
    workers.push(worker)
    await once(worker, 'spawn')
    worker.send({ ...task, url: server.url })
    return { worker, report: once(worker, 'message').then(([report]) => report as WorkerReport) } // it sends nothing else
  }

  it('hold a limit of requests over any window of time, at ten times as many calls', { timeout: 60_000 }, async () => {
    const windowMs = 3_000
    const rpm = 300
    const limited = { limitKey: 'busy', rpm, tpm: undefined, maxParallel: undefined }
    const started = await Promise.all(
      [1, 2, 3, 4].map(() => start({ limited, windowMs, leaseMs: 15_000, perSecond: 250, forMs: 2.5 * windowMs })),
    )
    const reports = await Promise.all(started.map(({ report }) => report))
    const granted = reports.flatMap((report) => report.granted).sort((a, b) => a - b)
    expect(granted.every(Number.isFinite)).toBe(true)
    expect(mostWithin(granted, windowMs)).toBe(rpm)
    expect(granted.length).toBeGreaterThanOrEqual(2 * rpm)
    expect(reports.every((report) => report.granted.length > 0)).toBe(true)
  })

  it('get back what a killed process held', { timeout: 30_000 }, async () => {
    const limited = { limitKey: 'held', rpm: undefined, tpm: undefined, maxParallel: 5 }
    const { worker, report } = await start({ limited, windowMs: 60_000, leaseMs: 1_000, perSecond: 0, forMs: 0 })
    expect((await report).granted).toHaveLength(5)
    const client = await createClient({ url: server.url }).connect()
    const state = testedState(client, { leaseMs: 1_000 })
    const ask = () => state.claim([limited], 0, Date.now())
    const lasting = Date.now() + 1_500
    while (Date.now() < lasting) {
      expect(await ask()).toBeUndefined() // it lives: what it holds does not end
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    worker.kill('SIGKILL')
    await vi.waitFor(async () => expect(await ask()).toBeDefined(), { timeout: 5_000, interval: 20 })
    for (let left = 4; left > 0; left--)
      await vi.waitFor(async () => expect(await ask()).toBeDefined(), { timeout: 5_000, interval: 20 })
    expect(await ask()).toBeUndefined()
    await state.close()
    await client.close()
  })
})

function mostWithin(times: readonly number[], windowMs: number): number {
  let most = 0
  for (let first = 0, last = 0; last < times.length; last++) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= windowMs) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}
