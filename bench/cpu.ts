import { join } from 'node:path'
import { Child, numberIn } from './child.js'
import type { Contender } from './contenders.js'
import { shuffle } from './statistics.js'

export const MEASUREMENTS = ['whole', 'burst', 'paced'] as const
export type Measurement = (typeof MEASUREMENTS)[number]

/** One round: CPU µs of each contender, all taken within seconds of each other. */
export type Round = ReadonlyMap<string, number>
export type Rounds = Record<Measurement, Round[]>

export interface Effort {
  /** Times that all processes start anew: what the JIT compiles differs from one to the next. */
  generations: number
  /** In each generation. */
  rounds: number
  warmUpMs: number
  sliceMs: number
}

/**
 * Measures all contenders against one server, each in a process of its own, in short slices by turns: what else the
 * machine does falls on all alike.
 */
export async function measureCpu(contenders: readonly Contender[], port: number, effort: Effort): Promise<Rounds> {
  const rounds: Rounds = { whole: [], burst: [], paced: [] }
  for (let generation = 0; generation < effort.generations; generation++) {
    const workers = await startWorkers(contenders, port)
    try {
      await warmUp(workers, effort.warmUpMs)
      for (let round = 0; round < effort.rounds; round++)
        for (const measurement of MEASUREMENTS)
          rounds[measurement].push(await measureRound(workers, measurement, effort.sliceMs))
    } finally {
      await Promise.all([...workers.values()].map((worker) => worker.stop()))
    }
  }
  return rounds
}

type Workers = ReadonlyMap<string, Child>

async function startWorkers(contenders: readonly Contender[], port: number): Promise<Workers> {
  const workers = new Map<string, Child>()
  for (const { id } of contenders) {
    const worker = startWorker(id, port)
    await worker.next()
    workers.set(id, worker)
  }
  return workers
}

/** Answers `ask({ measurement, ms })` once its first message has come. */
export function startWorker(id: string, port: number): Child {
  return new Child(
    'worker.mjs',
    [join(import.meta.dirname, 'contenders', `${id}.mjs`), String(port)],
    ['--expose-gc', '--no-warnings'],
  )
}

/** Two at a time: nothing is measured yet. */
async function warmUp(workers: Workers, ms: number): Promise<void> {
  const waiting = workers.values()
  const lane = async () => {
    for (const worker of waiting)
      for (const measurement of MEASUREMENTS) numberIn(await worker.ask({ measurement, ms }), 'value')
  }
  await Promise.all([lane(), lane()])
}

async function measureRound(workers: Workers, measurement: Measurement, ms: number): Promise<Round> {
  const round = new Map<string, number>()
  for (const [id, worker] of shuffle([...workers]))
    round.set(id, numberIn(await worker.ask({ measurement, ms }), 'value'))
  return round
}
