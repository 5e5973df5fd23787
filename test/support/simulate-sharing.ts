import type { DeploymentView, RouteContext, Strategy } from '../../src/contract/router.js'
import { seededRandom } from '../../src/simulator/random.js'

export interface Sharing {
  createStrategy: () => Strategy
  deployments: number
  /** Each chooses by itself. */
  processes: number
  /** ms of virtual time between two looks at the counts that all share; 0: always true. */
  staleMs: number
  /** Calls under way on each deployment, on average. */
  load: number
  calls: number
  seed: number
}

interface Counted extends DeploymentView {
  inFlight: number
}

const MEAN_MS = 1_000

/** How many times as busy as the average the busiest deployment is, averaged over the calls: 1 is ideal. */
export function busiestToAverage(run: Sharing): number {
  const { deployments, processes, staleMs, load, calls } = run
  const random = seededRandom(run.seed)
  const truth = new Int32Array(deployments)
  const views = Array.from({ length: deployments }, (_, place) => toView(place))
  const strategies = Array.from({ length: processes }, run.createStrategy)
  const endings = new Map<number, number[]>()
  const warm = calls / 4
  let now = 0
  let looked = Number.NEGATIVE_INFINITY
  let sum = 0
  for (let call = 0; call < calls; call++) {
    const before = Math.floor(now)
    now += (-Math.log(1 - random()) * MEAN_MS) / (load * deployments)
    for (let ms = before; ms < Math.floor(now); ms++) {
      for (const place of endings.get(ms) ?? []) truth[place] = (truth[place] ?? 0) - 1
      endings.delete(ms)
    }
    if (now >= looked + staleMs) {
      looked = now
      for (const [place, view] of views.entries()) view.inFlight = truth[place] ?? 0
    }
    const chosen = strategies[call % processes]?.(views, contextOf(now, random))
    const place = chosen === undefined ? 0 : Number(chosen.id)
    truth[place] = (truth[place] ?? 0) + 1
    const end = Math.floor(now - MEAN_MS * Math.log(1 - random())) + 1
    endings.set(end, [...(endings.get(end) ?? []), place])
    if (call >= warm) sum += Math.max(...truth) / (truth.reduce((total, count) => total + count) / deployments)
  }
  return sum / (calls - warm)
}

function toView(place: number): Counted {
  return {
    id: String(place),
    group: 'chat',
    model: 'any',
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
  }
}

function contextOf(now: number, random: () => number): RouteContext {
  const request = { model: 'chat', messages: [] }
  return {
    ...{ group: 'chat', stream: true, promptTokens: 500, tags: [], user: undefined, request, now, random },
    expectedCost: () => undefined,
  }
}
