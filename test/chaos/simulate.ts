import { install } from '@sinonjs/fake-timers'
import { createRouter, isModelRelayError, type Router, type RouterConfig } from '../../src/index.js'
import { seededRandom } from '../../src/simulator/random.js'
import { type Behaviour, SimulatedDeployment, TEXT } from './simulated-deployment.js'

export interface Scenario {
  seed: number
  /** Virtual ms at which each call begins. */
  arrivals: (random: () => number) => number[]
  behaviours: (random: () => number) => Behaviour[]
  /** Beyond the deployments. */
  config: Partial<RouterConfig>
  deadlineMs: number
  /** Which calls are streams. */
  isStream: (call: number) => boolean
}

export interface Outcome {
  answered: number
  /** By the name of the error. */
  failures: Record<string, number>
  /** Answers that were not the whole text, once. */
  wrong: number
  /** Calls that the hooks saw end more or less often than once. */
  miscounted: number
  /** What the router or a deployment still believes to be under way at the end. */
  leaked: number
  /** Virtual ms that each call took, ascending. */
  times: number[]
  /** Virtual ms at which calls were answered. */
  answeredAt: number[]
  deployments: SimulatedDeployment[]
  router: Router
}

const EPOCH_MS = Date.UTC(2026, 0, 1)

/** Sends calls through a router over simulated deployments, on a virtual clock: the same seed gives the same run. */
export async function simulate({
  seed,
  arrivals,
  behaviours,
  config,
  deadlineMs,
  isStream,
}: Scenario): Promise<Outcome> {
  await warmUp()
  const clock = install({
    now: EPOCH_MS,
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
    loopLimit: Number.MAX_SAFE_INTEGER,
  })
  try {
    const random = seededRandom(seed)
    const deployments = behaviours(random).map((behaviour) => new SimulatedDeployment(behaviour, random, EPOCH_MS))
    let ended = 0
    const router = createRouter({
      providers: deployments.map(({ provider }) => provider),
      models: deployments.map(({ behaviour }) => toModel(behaviour)),
      random,
      hooks: { onResponse: () => (ended += 1), onError: () => (ended += 1) },
      ...config,
    })
    const outcome = { answered: 0, wrong: 0, failures: new Map<string, number>(), times: [0], answeredAt: [0] }
    const one = async (stream: boolean) => {
      const startedMs = performance.now()
      try {
        const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Say the words.' }], temperature: 0 }
        const reply = stream
          ? await (await router.completion({ ...body, stream: true }, { timeout: deadlineMs })).final()
          : await router.completion(body, { timeout: deadlineMs })
        outcome.answered++
        outcome.answeredAt.push(Date.now() - EPOCH_MS)
        if (reply.choices[0]?.message.content !== TEXT) outcome.wrong++
      } catch (error) {
        const name = isModelRelayError(error) ? error.name : String(error)
        outcome.failures.set(name, (outcome.failures.get(name) ?? 0) + 1)
      }
      outcome.times.push(performance.now() - startedMs)
    }
    const running: Array<Promise<void>> = []
    const starts = arrivals(random)
    for (const [call, at] of starts.entries()) setTimeout(() => running.push(one(isStream(call))), at)
    await clock.runAllAsync()
    await Promise.all(running)
    const believed = router.health().reduce((sum, { inFlight }) => sum + inFlight, 0)
    return {
      ...outcome,
      failures: Object.fromEntries(outcome.failures),
      times: outcome.times.sort((a, b) => a - b),
      miscounted: Math.abs(ended - starts.length),
      leaked: deployments.reduce((sum, deployment) => sum + deployment.running, believed),
      deployments,
      router,
    }
  } finally {
    clock.uninstall()
  }
}

/** What is loaded on first use takes real time, and would come at another virtual time in each run. */
async function warmUp(): Promise<void> {
  const { provider } = new SimulatedDeployment(
    { id: 'warm', firstTokenMs: 0, perTokenMs: 0, phases: [] },
    Math.random,
    0,
  )
  const router = createRouter({ providers: [provider], models: [{ name: 'chat', model: 'warm/model' }] })
  const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }] }
  await router.completion(body)
  await (await router.completion({ ...body, stream: true })).final()
}

function toModel({ id, rpm, tpm, maxParallel }: Behaviour): RouterConfig['models'][number] {
  return {
    name: 'chat',
    model: `${id}/model`,
    id,
    timeout: 3_000,
    idleTimeout: 2_000,
    ...(rpm !== undefined && { rpm }),
    ...(tpm !== undefined && { tpm }),
    ...(maxParallel !== undefined && { maxParallel }),
  }
}
