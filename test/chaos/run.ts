// npm run chaos [-- --seed 1 --calls 50000]: a router under scripted failures, on a virtual clock.
import { parseArgs } from 'node:util'
import { runChaos } from './chaos.js'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, calls: { type: 'string', default: '50000' } },
})
const startedMs = performance.now()
const report = await runChaos(Number(values.seed), Number(values.calls))
const seconds = (performance.now() - startedMs) / 1000
process.stdout.write(`${JSON.stringify({ seed: Number(values.seed), ...report, seconds }, undefined, 2)}\n`)
const { calls, answered, wrong, attempts, miscounted, leaked, over } = report
const kept = Object.values(over).every(({ rpm, tpm, maxParallel }) => Math.max(rpm, tpm, maxParallel) <= 0.01)
if (answered < calls * 0.9995 || wrong > 0 || attempts > calls * 1.2 || miscounted > 0 || leaked > 0 || !kept) {
  process.stderr.write('The router did not do what it promises.\n')
  process.exitCode = 1
}
