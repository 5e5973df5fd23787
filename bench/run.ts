// Measures modelrelay beside other clients. docs/benchmarks.md says what the figures mean.
//   npm run bench [-- --quick] [-- --check]
import { parseArgs } from 'node:util'
import { measureCache } from './cache-cost.js'
import { Child, numberIn } from './child.js'
import { contenders } from './contenders.js'
import { type Effort, measureCpu } from './cpu.js'
import { type HeapPasses, measureHeap } from './heap.js'
import { measureImports } from './import-cost.js'
import { prepare } from './prepare.js'
import { measurePrices } from './prices.js'
import { toReport } from './report.js'
import { measureAffinity, measureRouting } from './routing-cost.js'
import { measureSemantic } from './semantic.js'
import { measureStrategies } from './strategy-cost.js'
import { isMet, toTargets } from './targets.js'
import { measureTokens } from './tokens.js'

const FULL: Effort = { generations: 2, rounds: 4, warmUpMs: 1_200, sliceMs: 400 }
const QUICK: Effort = { generations: 1, rounds: 2, warmUpMs: 400, sliceMs: 200 }
const IMPORTS = 15
const TABLE_LOADS = 7
const TOKEN_RUNS = 3

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean' }, check: { type: 'boolean' } } })

prepare()
const server = new Child('server.mjs')
try {
  const port = numberIn(await server.next(), 'port')
  const all = contenders().filter(({ extra }) => !(flags.quick && extra))
  const imports = await measureImports(IMPORTS)
  const prices = await measurePrices(TABLE_LOADS)
  const tokens = await measureTokens(TOKEN_RUNS)
  const semantic = await measureSemantic()
  // Not of Bedrock: at about 1.6 ms of CPU each, 40,000 calls would take a minute.
  const ours = all.filter(({ label, wire }) => label === 'modelrelay' && wire !== 'bedrock')
  const heap = new Map(
    await Promise.all(ours.map(async ({ id }): Promise<[string, HeapPasses]> => [id, await measureHeap(id, port)])),
  )
  const rounds = await measureCpu(all, port, flags.quick ? QUICK : FULL)
  const routing = await measureRouting()
  const affinityMb = await measureAffinity()
  const cache = await measureCache()
  const results = {
    rounds,
    heap,
    imports,
    prices,
    strategies: measureStrategies(),
    routing,
    affinityMb,
    tokens,
    semantic,
    cache,
  }
  const targets = toTargets(results)
  console.log(toReport(all, results, targets))
  if (flags.check && !targets.every(isMet)) process.exitCode = 1
} finally {
  await server.stop()
}
