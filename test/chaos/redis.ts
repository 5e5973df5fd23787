// npm run chaos:redis [-- --rpm 1200]: four processes with one limit and one Redis, ten times as many calls as it
// allows, for two and a half minutes. Redis is frozen once, and killed and started empty once.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startRedis } from '../support/redis-server.js'
import type { CallerReport, CallerTask } from './redis-caller.js'

const PROCESSES = 4
const MINUTE_MS = 60_000
const FOR_MS = 150_000

const { values } = parseArgs({ options: { rpm: { type: 'string', default: '1200' } } })
const rpm = Number(values.rpm)
const server = await startRedis()
try {
  const callers = await Promise.all(Array.from({ length: PROCESSES }, startCaller))
  const reports = Promise.all(callers.map(reportOf))
  await delay(75_000)
  server.pause()
  await delay(5_000)
  server.resume()
  await delay(15_000)
  await server.kill()
  await delay(3_000)
  await server.start()
  report(await reports)
} finally {
  await server.stop()
}

async function startCaller(): Promise<ChildProcess> {
  const caller = fork(join(import.meta.dirname, 'redis-caller.ts'), { execArgv: ['--import', 'tsx'] })
  const task: CallerTask = { url: server.url, rpm, perSecond: (rpm * 10) / 60 / PROCESSES, forMs: FOR_MS }
  caller.send(task)
  await once(caller, 'message') // it is ready
  return caller
}

async function reportOf(caller: ChildProcess): Promise<CallerReport> {
  caller.send('go')
  const [sent] = await once(caller, 'message')
  return sent as CallerReport // it sends nothing else
}

function report(reports: readonly CallerReport[]): void {
  const reached = reports.flatMap((one) => one.reached).sort(([a], [b]) => a - b)
  const times = reached.map(([at]) => at)
  const waits = reached.map(([, ms]) => ms).sort((a, b) => a - b)
  const share = (part: number) => Number((waits[Math.ceil(waits.length * part) - 1] ?? 0).toFixed(2))
  const most = mostWithin(times, MINUTE_MS)
  const failed = reports.reduce((sum, one) => sum + one.failed, 0)
  const summary = {
    rpm,
    mostInAMinute: most,
    over: Number((most / rpm - 1).toFixed(4)),
    reached: times.length,
    byProcess: reports.map((one) => one.reached.length),
    ms: { p50: share(0.5), p99: share(0.99), p999: share(0.999), most: share(1) },
    outages: reports.map((one) => one.outages),
    failed,
  }
  process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`)
  if (most > rpm * 1.01 || failed > 0) {
    process.stderr.write('The limit was not held.\n')
    process.exitCode = 1
  }
}

function mostWithin(times: readonly number[], windowMs: number): number {
  let most = 0
  for (let first = 0, last = 0; last < times.length; last++) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= windowMs) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}
