import type { DeploymentView, RouteContext } from '../../src/contract/router.js'
import { seededRandom } from '../../src/simulator/random.js'

export function viewOf(id: string, facts: Partial<DeploymentView> = {}): DeploymentView {
  return {
    id,
    group: 'chat',
    model: 'openai/gpt-4o-mini',
    weight: 1,
    order: 0,
    region: undefined,
    tags: [],
    inFlight: 0,
    used: 0,
    firstTokenMs: undefined,
    perTokenMs: undefined,
    samples: 0,
    failureRate: 0,
    ...facts,
  }
}

export function routeContext(facts: Partial<RouteContext> = {}): RouteContext {
  return {
    group: 'chat',
    stream: false,
    promptTokens: 100,
    tags: [],
    user: undefined,
    request: { model: 'chat', messages: [] },
    now: 1_700_000_000_000,
    random: seededRandom(1),
    expectedCost: () => undefined,
    ...facts,
  }
}
