import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRelay, createRouter, type DeploymentConfig, type Relay } from '../src/index.js'
import { defineProvider, type ProviderCompletion } from '../src/provider.js'
import { median } from './statistics.js'

export interface RoutingCost {
  /** Among how many. */
  what: string
  /** CPU µs that routing adds to a call. */
  us: number
  /** None: reported only. */
  limit: number | undefined
}

const SLICES = 9
const CALLS = 4_000

/** What a router adds to a call of a relay, the vendor being a function in this process. */
export async function measureRouting(): Promise<RoutingCost[]> {
  const plain = createRelay({ providers: [instant] })
  const limits = { rpm: 1e9, tpm: 1e12, maxParallel: 1e6 }
  const cases: Array<[what: string, router: Relay, limit: number | undefined]> = [
    ['10 deployments', routerOver(10), 10],
    ['10 deployments with three limits each', routerOver(10, limits), 10],
    ['1,000 deployments', routerOver(1_000), 50],
    ['1,000 deployments with three limits each', routerOver(1_000, limits), undefined],
  ]
  const costs: RoutingCost[] = []
  for (const [what, router, limit] of cases) costs.push({ what, us: await added(plain, router), limit })
  return costs
}

/** MB of heap that 100,000 sessions leave behind, beyond those of the first 20,000. */
export async function measureAffinity(): Promise<number> {
  const router = createRouter({ providers: [instant], models: [...modelsOf(2)], affinity: true })
  const call = (at: number) => router.completion(BODY, { metadata: { session_id: `session-${at}` } })
  for (let at = 0; at < 20_000; at++) await call(at)
  const before = usedHeap()
  for (let at = 20_000; at < 100_000; at++) await call(at)
  return (usedHeap() - before) / 1024 / 1024
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}

const instant = defineProvider({
  id: 'instant',
  params: () => [],
  complete: async (_request, { model }): Promise<ProviderCompletion> => ({
    id: 'answer',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [
      { index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content: 'Hi', refusal: null } },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  }),
  stream: () => Promise.reject(new TypeError('Only whole answers are measured.')),
})

function routerOver(count: number, limits: Partial<DeploymentConfig> = {}): Relay {
  return createRouter({ providers: [instant], models: modelsOf(count, limits) })
}

function modelsOf(count: number, limits: Partial<DeploymentConfig> = {}): DeploymentConfig[] {
  const one = { name: 'instant/model', model: 'instant/model', ...limits }
  return Array.from({ length: count }, (_, at) => ({ ...one, id: `d${at}` }))
}

const BODY = {
  model: 'instant/model',
  messages: [
    { role: 'system' as const, content: 'You are terse. '.repeat(12) },
    { role: 'user' as const, content: 'What is the capital of France? '.repeat(8) },
  ],
}

/** Slices by turns: a disturbance of the machine hits both. */
async function added(plain: Relay, router: Relay): Promise<number> {
  await slice(plain)
  await slice(router)
  const differences: number[] = []
  for (let round = 0; round < SLICES; round++) {
    const without = await slice(plain)
    differences.push((await slice(router)) - without)
  }
  return median(differences)
}

async function slice(relay: Relay): Promise<number> {
  const before = process.cpuUsage()
  for (let call = 0; call < CALLS; call++) await relay.completion(BODY)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / CALLS
}
