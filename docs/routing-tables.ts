import { createStrategy } from '../src/router/strategies/strategies.js'
import { type Choice, lognormal, sharesOf, simulateRouting, type Truth } from '../test/support/simulate-routing.js'
import { busiestToAverage } from '../test/support/simulate-sharing.js'
import {
  CALLS_PER_SECOND,
  CHANGE_AFTER,
  LATENCIES,
  type LatencyScenario,
  LOADED,
  SHARES,
  SHARING,
  type ShareScenario,
} from './routing-scenarios.js'

const SEEDS = Array.from({ length: 40 }, (_, place) => place + 1)

/** Calls of each latency scenario: from, to. */
export const SPANS = [
  [0, 200],
  [200, 400],
  [400, 1_000],
] as const

/** Shares got in the second half of a run: the mean of 5. */
export function sharesGot({ strategy, deployments, calls = 4_000, callsPerSecond = 20 }: ShareScenario): number[] {
  const runs = SEEDS.slice(0, 5).map((seed) => {
    const settings = { strategy: createStrategy(strategy), deployments, calls, callsPerSecond }
    const choices = simulateRouting({ ...settings, noise: lognormal(0.3), seed })
    return sharesOf(choices.slice(calls / 2), deployments.length)
  })
  return deployments.map((_, place) => average(runs.map((run) => run[place] ?? 0)))
}

/** Share of the calls that went elsewhere than they should have. */
export const misplaced = (ideal: readonly number[], got: readonly number[]): number =>
  got.reduce((sum, share, place) => sum + Math.abs(share - (ideal[place] ?? 0)), 0) / 2

/** Time lost against always taking the fastest, as a share of its time: for each span, the mean of 40 runs. */
export function regrets(scenario: LatencyScenario): number[] {
  const runs = SEEDS.map((seed) => {
    const deployments = truthsOf(scenario)
    const strategy = createStrategy('lowest-latency')
    const { noise } = scenario
    return simulateRouting({ strategy, deployments, calls: 1_000, callsPerSecond: CALLS_PER_SECOND, noise, seed })
  })
  return SPANS.map(([from, to]) => average(runs.map((run) => regretOf(scenario, run.slice(from, to)))))
}

const CHANGE_AT_MS = (CHANGE_AFTER / CALLS_PER_SECOND) * 1_000

function truthsOf({ means, after = means }: LatencyScenario): Truth[] {
  return means.map((ms, place) => ({
    id: `d${place}`,
    meanMs: (at) => (at < CHANGE_AT_MS ? ms : (after[place] ?? ms)),
  }))
}

function regretOf({ means, after = means }: LatencyScenario, choices: readonly Choice[]): number {
  let lost = 0
  let ideal = 0
  for (const { at, meanMs } of choices) {
    const best = Math.min(...(at < CHANGE_AT_MS ? means : after))
    lost += meanMs - best
    ideal += best
  }
  return lost / ideal
}

/** Mean ms where deployments slow down under load. */
export function loadedMs(
  { means, callsPerSecond }: (typeof LOADED)[number],
  strategy: 'lowest-latency' | 'least-busy' | 'shuffle',
): number {
  const deployments = means.map((ms, place) => ({
    id: `d${place}`,
    meanMs: (_: number, inFlight: number) => ms * (1 + inFlight / 10),
  }))
  const runs = SEEDS.slice(0, 5).map((seed) =>
    simulateRouting({
      ...{ strategy: createStrategy(strategy), deployments, calls: 3_000, callsPerSecond },
      ...{ noise: lognormal(0.3), seed },
    }),
  )
  return average(runs.map((run) => average(run.slice(500).map(({ meanMs }) => meanMs))))
}

export function busiest(scenario: (typeof SHARING)[number], choices: number): number {
  const strategy = () => createStrategy({ name: 'least-busy', choices })
  return busiestToAverage({ createStrategy: strategy, ...scenario, load: 8, seed: 1 })
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const shares = (all: readonly number[]) => all.map((share) => (share * 100).toFixed(0)).join(' / ')

/** The tables of routing-strategies.md. */
export function routingTables(): Readonly<Record<'shares' | 'latency' | 'load' | 'choices', string>> {
  return { shares: shareTable(), latency: latencyTable(), load: loadTable(), choices: choiceTable() }
}

function shareTable(): string {
  return table(
    ['strategy', 'deployments', 'ideal, %', 'got, %', 'calls in the wrong place'],
    SHARES.map((scenario) => {
      const got = sharesGot(scenario)
      const { strategy, what, ideal } = scenario
      return [`\`${String(strategy)}\``, what, shares(ideal), shares(got), percent(misplaced(ideal, got))]
    }),
  )
}

function latencyTable(): string {
  return table(
    ['deployments', ...SPANS.map(([from, to]) => `calls ${from + 1} to ${to}`)],
    LATENCIES.map((scenario) => [scenario.what, ...regrets(scenario).map(percent)]),
  )
}

function loadTable(): string {
  const names = ['lowest-latency', 'least-busy', 'shuffle'] as const
  return table(
    ['deployments', ...names.map((name) => `\`${name}\`, ms`)],
    LOADED.map((scenario) => [scenario.what, ...names.map((name) => loadedMs(scenario, name).toFixed(0))]),
  )
}

function choiceTable(): string {
  return table(
    ['deployments', 'processes', 'counts up to', 'all compared', '2 compared', '1 (random)'],
    SHARING.map((scenario) => [
      String(scenario.deployments),
      String(scenario.processes),
      `${scenario.staleMs} ms old`,
      ...[scenario.deployments, 2, 1].map((choices) => `${busiest(scenario, choices).toFixed(2)}×`),
    ]),
  )
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The page with its tables, each between `<!-- table: name -->` and `<!-- end -->`, made anew. */
export function withRoutingTables(page: string): string {
  return Object.entries(routingTables()).reduce((text, [name, rows]) => {
    const [before, rest] = text.split(`<!-- table: ${name} -->\n`)
    const end = rest?.indexOf('<!-- end -->') ?? -1
    if (before === undefined || rest === undefined || end === -1)
      throw new Error(`docs/routing-strategies.md has no place for the table ${name}.`)
    return `${before}<!-- table: ${name} -->\n${rows}\n${rest.slice(end)}`
  }, page)
}
