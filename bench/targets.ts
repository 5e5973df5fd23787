import type { CacheCost } from './cache-cost.js'
import type { Wire } from './contenders.js'
import type { Measurement, Rounds } from './cpu.js'
import type { HeapPasses } from './heap.js'
import type { ImportCost } from './import-cost.js'
import type { PriceTableCost } from './prices.js'
import type { RoutingCost } from './routing-cost.js'
import type { SemanticCost } from './semantic.js'
import { median } from './statistics.js'
import type { StrategyCost } from './strategy-cost.js'
import type { TokenCost } from './tokens.js'

export interface Results {
  rounds: Rounds
  /** By contender. */
  heap: ReadonlyMap<string, HeapPasses>
  imports: Record<'modelrelay' | 'empty', ImportCost>
  prices: PriceTableCost
  strategies: readonly StrategyCost[]
  routing: readonly RoutingCost[]
  /** Heap of 100,000 affinity keys beyond the first 20,000. */
  affinityMb: number
  tokens: TokenCost
  semantic: readonly SemanticCost[]
  cache: readonly CacheCost[]
}

export interface Target {
  what: string
  figure: number
  /** None: reported only. */
  limit: number | undefined
  unit: string
}

export const MIB = 1024 * 1024

export function toTargets(results: Results): Target[] {
  return [
    ...cpuTargets(results),
    ...heapTargets(results),
    ...importTargets(results),
    ...priceTargets(results),
    ...strategyTargets(results),
    ...routingTargets(results),
    ...tokenTargets(results),
    ...semanticTargets(results),
    ...results.cache.map(({ what, us, limit }) => ({ what, figure: us, limit, unit: ' µs' })),
  ]
}

function cpuTargets({ rounds }: Results): Target[] {
  const times = (what: string, measurement: Measurement, of: string, by: string, limit?: number): Target => ({
    what,
    figure: medianRatio(rounds, measurement, of, by),
    limit,
    unit: '×',
  })
  const toRaw = (wire: Wire, wholeCall?: number) => {
    const [ours, raw] = [`modelrelay-${wire}`, `raw-undici-${wire}`]
    return [
      times(`whole call, ${wire} wire, to raw undici`, 'whole', ours, raw, wholeCall),
      times(`streamed chunk in a burst, ${wire} wire, to raw undici`, 'burst', ours, raw, 1.5),
      times(`streamed chunk at pace, ${wire} wire, to raw undici`, 'paced', ours, raw, 1.5),
    ]
  }
  const toSdk = (wire: Wire) =>
    times(`whole call, ${wire} wire, to the openai SDK`, 'whole', `modelrelay-${wire}`, 'openai-sdk', 0.25)
  // Both send through that SDK: what is above 1 is ours.
  const toAws = (what: string, measurement: Measurement) =>
    times(`${what}, bedrock wire, to the AWS SDK`, measurement, 'modelrelay-bedrock', 'aws-sdk')
  return [
    ...toRaw('openai', 2),
    toSdk('openai'),
    ...toRaw('anthropic', 2),
    toSdk('anthropic'),
    ...toRaw('gemini'),
    toSdk('gemini'),
    toAws('whole call', 'whole'),
    toAws('streamed chunk in a burst', 'burst'),
    toAws('streamed chunk at pace', 'paced'),
  ]
}

/** Of the ratios within each round: a disturbance of a round is on both sides of its ratio. */
function medianRatio(rounds: Rounds, measurement: Measurement, of: string, by: string): number {
  return median(rounds[measurement].map((round) => (round.get(of) ?? Number.NaN) / (round.get(by) ?? Number.NaN)))
}

function heapTargets({ heap }: Results): Target[] {
  return [...heap].map(
    ([
      id,
      {
        warm: { before, after },
      },
    ]) => ({
      what: `heap growth from 2,000 to 20,000 calls, ${id}`,
      figure: (after / before - 1) * 100,
      limit: 5,
      unit: ' %',
    }),
  )
}

function importTargets({ imports: { modelrelay, empty } }: Results): Target[] {
  const over = (field: keyof ImportCost) => median(modelrelay[field]) - median(empty[field])
  return [
    { what: 'import, over an empty module', figure: over('ms'), limit: 15, unit: ' ms' },
    { what: 'resident memory, over an empty module', figure: over('residentBytes') / MIB, limit: 6, unit: ' MB' },
  ]
}

function priceTargets({ prices: { bytes, loadMs, lookupNs, costNs } }: Results): Target[] {
  return [
    { what: 'price table, size', figure: bytes / 1000, limit: 400, unit: ' kB' },
    { what: 'price table, load', figure: median(loadMs), limit: undefined, unit: ' ms' },
    { what: 'price table, one lookup', figure: median(lookupNs), limit: 1000, unit: ' ns' },
    { what: 'completionCost, one (a million a second)', figure: median(costNs), limit: 1000, unit: ' ns' },
  ]
}

function strategyTargets({ strategies }: Results): Target[] {
  return strategies.map(({ strategy, deployments, us }) => ({
    what: `a choice by ${strategy} among ${deployments}`,
    figure: us,
    limit: deployments > 10 ? 20 : 2,
    unit: ' µs',
  }))
}

function routingTargets({ routing, affinityMb }: Results): Target[] {
  return [
    ...routing.map(({ what, us, limit }) => ({
      what: `a router's part of a call, ${what}`,
      figure: us,
      limit,
      unit: ' µs',
    })),
    { what: 'heap of 100,000 affinity keys over that of 20,000', figure: affinityMb, limit: 5, unit: ' MB' },
  ]
}

function tokenTargets({ tokens: { loadMs, loadBytes, cpuMs, blockMs } }: Results): Target[] {
  const [ordinary = Number.NaN, ...others] = cpuMs.values()
  const [, ...kinds] = cpuMs.keys()
  return [
    { what: 'tokenizer, load', figure: loadMs, limit: undefined, unit: ' ms' },
    { what: 'tokenizer, resident memory', figure: loadBytes / MIB, limit: undefined, unit: ' MB' },
    { what: 'tokens of a million characters', figure: ordinary, limit: 500, unit: ' ms' },
    { what: 'the event loop held meanwhile, at most', figure: blockMs, limit: 50, unit: ' ms' },
    ...kinds.map((kind, at) => ({
      what: `the same of ${kind}, to ordinary text`,
      figure: (others[at] ?? Number.NaN) / ordinary,
      limit: 5,
      unit: '×',
    })),
  ]
}

function semanticTargets({ semantic }: Results): Target[] {
  return semantic.flatMap(({ partitions, p50, p99, cpu, found, bytesPerEntry }) => {
    const what = `a look-up among 100,000 questions, ${partitions === 1 ? 'one partition' : `${partitions} partitions`}`
    return [
      { what: `${what}, median`, figure: p50, limit: undefined, unit: ' ms' },
      { what: `${what}, CPU`, figure: cpu, limit: undefined, unit: ' ms' },
      { what: `${what}, 99 of 100`, figure: p99, limit: partitions === 1 ? 20 : 5, unit: ' ms' },
      { what: `${what}, not found`, figure: 100 * (1 - found), limit: 2, unit: ' %' },
      { what: 'bytes that an entry takes, key and answer left out', figure: bytesPerEntry, limit: undefined, unit: '' },
    ]
  })
}

/** Whether a figure is within its limit; one that could not be taken is not. */
export const isMet = ({ figure, limit }: Target): boolean => limit === undefined || figure <= limit
