import { simulate } from './simulate.js'
import type { Behaviour, Phase, SimulatedDeployment } from './simulated-deployment.js'

export interface ChaosReport {
  calls: number
  answered: number
  failures: Record<string, number>
  /** Answers that were not the whole text, once. */
  wrong: number
  attempts: number
  /** Calls whose end was told more or less often than once. */
  miscounted: number
  /** What is over the limits of a deployment, as a share of them; 0 or less: nothing. */
  over: Record<string, { rpm: number; tpm: number; maxParallel: number }>
  /** What somebody still believes to be under way at the end. */
  leaked: number
  /** Virtual ms of a call. */
  p50Ms: number
  p99Ms: number
}

const DEADLINE_MS = 30_000
const MS_PER_CALL = 12
const FAULTS = ['outage', 'refuse-rate', 'stall', 'cut', 'slow', 'nonsense'] as const
const SHARE = { outage: 1, 'refuse-rate': 1, stall: 0.4, cut: 0.4, slow: 1, nonsense: 0.4 }

/** Calls, half of them streams, over six deployments that fail by a script. */
export async function runChaos(seed: number, calls: number): Promise<ChaosReport> {
  const durationMs = calls * MS_PER_CALL
  const { deployments, times, answered, failures, wrong, miscounted, leaked } = await simulate({
    seed,
    arrivals: (random) => Array.from({ length: calls }, () => Math.floor(random() * durationMs)),
    behaviours: (random) => behaviours(durationMs, random),
    config: { retries: { max: 4, afterOutput: true }, onStreamError: 'continue' },
    deadlineMs: DEADLINE_MS,
    isStream: (call) => call % 2 === 0,
  })
  return {
    calls,
    answered,
    failures,
    wrong,
    attempts: deployments.reduce((sum, { starts }) => sum + starts.length, 0),
    miscounted,
    over: Object.fromEntries(deployments.map((deployment) => [deployment.behaviour.id, overLimits(deployment)])),
    leaked,
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
  }
}

/** Six deployments of different speed. At any time at most three of them are at fault, but for three seconds of all. */
function behaviours(durationMs: number, random: () => number): Behaviour[] {
  const list = Array.from({ length: 6 }, (_, at): Behaviour & { phases: Phase[] } => ({
    id: `d${at}`,
    firstTokenMs: 60 + 40 * at,
    perTokenMs: 3 + at,
    rpm: 1_500,
    ...(at % 2 === 0 && { tpm: 60_000 }),
    ...(at % 3 === 0 && { maxParallel: 20 }),
    phases: [],
  }))
  for (let at = 5_000; at < durationMs; at += 20_000) {
    const shuffled = list.map((one) => ({ one, key: random() })).sort((a, b) => a.key - b.key)
    for (const { one } of shuffled.slice(0, Math.floor(random() * 4))) {
      const fault = FAULTS[Math.floor(random() * FAULTS.length)] ?? 'outage'
      one.phases.push({ fromMs: at, toMs: at + 5_000 + random() * 12_000, fault, share: SHARE[fault] })
    }
  }
  const middle = durationMs / 2
  for (const one of list) one.phases.unshift({ fromMs: middle, toMs: middle + 3_000, fault: 'outage', share: 1 })
  return list
}

function overLimits({ behaviour, starts, tokens, mostRunning }: SimulatedDeployment) {
  const { rpm = Infinity, tpm = Infinity, maxParallel = Infinity } = behaviour
  return {
    rpm: mostInAMinute(starts.map((at) => ({ at, amount: 1 }))) / rpm - 1,
    tpm: mostInAMinute(tokens.map(({ at, tokens: amount }) => ({ at, amount }))) / tpm - 1,
    maxParallel: mostRunning / maxParallel - 1,
  }
}

/** The largest sum in any minute, wherever it begins. */
function mostInAMinute(events: Array<{ at: number; amount: number }>): number {
  let most = 0
  let sum = 0
  let from = 0
  for (const { at, amount } of events) {
    sum += amount
    while ((events[from]?.at ?? at) <= at - 60_000) sum -= events[from++]?.amount ?? 0
    most = Math.max(most, sum)
  }
  return most
}
