// Routers: options, strategies, events. Checked by `npm run typecheck`; nothing here runs.
import { expectTypeOf } from 'vitest'
import {
  type CallOptions,
  type Cost,
  createRouter,
  type DeploymentHealth,
  type DeploymentView,
  type Explanation,
  type Relay,
  type Router,
  type RouterConfig,
  type Strategy,
} from '../../src/index.js'

const models = [{ name: 'chat', model: 'openai/gpt-4o' }]

export function options(): void {
  const router = createRouter({
    models: [
      { name: 'chat', model: 'openai/gpt-4o', apiKey: 'key', weight: 2, rpm: 600, tags: ['eu'], region: 'eu' },
      { name: 'chat', model: 'azure/ours', baseModel: 'azure/gpt-4o', prices: { input: 1, output: 2 }, order: 2 },
    ],
    strategy: { name: 'lowest-latency', buffer: 0.2 },
    fallbacks: { chat: ['backup'] },
    fallbackOn: (error) => error instanceof Error,
    retries: { max: 2, byError: { RateLimitError: 3 } },
    degrade: [{ name: 'chat', to: 'small', when: 'budget > 80%' }],
    classify: async ({ promptTokens }, name) => (promptTokens > 100 ? name : undefined),
    affinity: { session: ({ metadata }) => String(metadata?.['id']) },
  })
  expectTypeOf(router).toEqualTypeOf<Router>()
  expectTypeOf(router).toExtend<Relay>()
  expectTypeOf(router.health()).toEqualTypeOf<DeploymentHealth[]>()
  expectTypeOf(router.explain({ model: 'chat', messages: [] })).toEqualTypeOf<Explanation>()
  expectTypeOf<CallOptions['region']>().toEqualTypeOf<string | readonly string[] | undefined>()
}

export function mistakes(): void {
  // @ts-expect-error a router needs deployments
  createRouter({})
  // @ts-expect-error a deployment needs a model
  createRouter({ models: [{ name: 'chat' }] })
  // @ts-expect-error no such strategy
  createRouter({ models, strategy: 'fastest' })
  // @ts-expect-error a setting of another strategy
  createRouter({ models, strategy: { name: 'lowest-cost', buffer: 1 } })
  // @ts-expect-error no such outcome
  createRouter({ models, onStreamError: 'retry' })
  // @ts-expect-error a rule that cannot be read
  createRouter({ models, degrade: [{ name: 'a', to: 'b', when: 'budget > much' }] })
}

export function strategies(): void {
  const shortest: Strategy = (candidates, { stream, promptTokens, expectedCost }) => {
    expectTypeOf(candidates).toEqualTypeOf<readonly DeploymentView[]>()
    expectTypeOf(stream).toEqualTypeOf<boolean>()
    expectTypeOf(promptTokens).toEqualTypeOf<number>()
    const [first] = candidates
    // @ts-expect-error a strategy reads, and changes nothing
    if (first) first.inFlight = 0
    expectTypeOf(first && expectedCost(first)).toEqualTypeOf<number | undefined>()
    return first
  }
  expectTypeOf<RouterConfig['strategy']>().extract<typeof shortest>().not.toBeNever()
}

export function events(router: Router): void {
  const off = router.on('deployment-down', ({ deployment, until, error }) => {
    expectTypeOf(deployment).toEqualTypeOf<string>()
    expectTypeOf(until).toEqualTypeOf<number>()
    expectTypeOf(error).toEqualTypeOf<unknown>()
  })
  expectTypeOf(off).toEqualTypeOf<() => void>()
  router.on('shadow', ({ cost }) => expectTypeOf(cost).toEqualTypeOf<Cost | undefined>())
  // @ts-expect-error no such event
  router.on('deployment-gone', () => {})
  // @ts-expect-error what another event tells
  router.on('queue-full', ({ deployment }) => deployment)
}
