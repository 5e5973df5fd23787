import type { DeploymentView, RouteContext, StrategyName } from '../src/contract/router.js'
import { LatencyWindow } from '../src/router/latency.js'
import { createStrategy } from '../src/router/strategies/strategies.js'
import { median } from './statistics.js'

const NAMES: readonly StrategyName[] = ['shuffle', 'least-busy', 'lowest-latency', 'lowest-cost', 'lowest-usage']

export interface StrategyCost {
  strategy: StrategyName
  deployments: number
  /** CPU µs of one choice. */
  us: number
}

/** Choices among 10 and among 1,000 deployments, of which a tenth, each time another one, cannot take the call. */
export function measureStrategies(): StrategyCost[] {
  return [10, 1_000].flatMap((deployments) =>
    NAMES.map((strategy) => ({ strategy, deployments, us: microsecondsOf(strategy, deployments) })),
  )
}

const SLICES = 7

function microsecondsOf(name: StrategyName, deployments: number): number {
  const all = Array.from({ length: deployments }, (_, place) => new Measured(place))
  const candidates = Array.from({ length: 10 }, (_, left) => all.filter(({ place }) => place % 10 !== left))
  const strategy = createStrategy(name)
  const calls = 400_000 / deployments
  const slice = () => {
    const before = process.cpuUsage()
    for (let call = 0; call < calls; call++) {
      const chosen = strategy(candidates[call % 10] ?? all, CONTEXT)
      if (chosen instanceof Measured) chosen.inFlight = (chosen.inFlight + 1) % 20
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / calls
  }
  slice()
  return median(Array.from({ length: SLICES }, slice))
}

/** A deployment as the router has it: what changes with time is read through it. */
class Measured implements DeploymentView {
  readonly id: string
  readonly group = 'chat'
  readonly model = 'openai/gpt-4o-mini'
  readonly weight: number
  readonly order = 0
  readonly region = undefined
  readonly tags = []
  readonly failureRate = 0
  readonly latency = new LatencyWindow()
  inFlight = 0

  constructor(readonly place: number) {
    this.id = `deployment-${place}`
    this.weight = 1 + (place % 3)
    for (let sample = 0; sample < 50; sample++) this.latency.recordFirstToken(200 + ((place * 37) % 600), CONTEXT.now)
  }
  get used(): number {
    return this.inFlight / 20
  }
  get firstTokenMs(): number | undefined {
    return this.latency.firstTokenMs(CONTEXT.now)
  }
  get perTokenMs(): number | undefined {
    return this.latency.perTokenMs(CONTEXT.now)
  }
  get samples(): number {
    return this.latency.samples(CONTEXT.now)
  }
}

const CONTEXT: RouteContext = {
  group: 'chat',
  stream: true,
  promptTokens: 500,
  tags: [],
  user: undefined,
  request: { model: 'chat', messages: [] },
  now: 1_700_000_000_000,
  random: Math.random,
  expectedCost: ({ weight }) => weight,
}
