import { cpus } from 'node:os'
import type { Contender } from './contenders.js'
import { MEASUREMENTS, type Rounds } from './cpu.js'
import { summarize } from './statistics.js'
import { isMet, MIB, type Results, type Target } from './targets.js'

/** The results as Markdown tables. */
export function toReport(contenders: readonly Contender[], results: Results, targets: readonly Target[]): string {
  return [
    `${machine()}, ${new Date().toISOString().slice(0, 10)}.`,
    cpuTable(contenders, results.rounds),
    memoryTable(results),
    targetTable(targets),
  ].join('\n\n')
}

function machine(): string {
  const processors = cpus()
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${processors.length} × ${processors[0]?.model.trim() ?? 'CPU'}`
}

function cpuTable(contenders: readonly Contender[], rounds: Rounds): string {
  const cell = (id: string, measurement: (typeof MEASUREMENTS)[number]) =>
    spread(rounds[measurement].map((round) => round.get(id) ?? Number.NaN))
  return table(
    [
      'CPU µs: median (min to max)',
      'wire',
      'whole call, 64 in flight',
      'streamed chunk, burst',
      'streamed chunk, paced',
    ],
    contenders.map(({ id, wire, label }) => [label, wire, ...MEASUREMENTS.map((measurement) => cell(id, measurement))]),
  )
}

function memoryTable({ heap, imports, prices }: Results): string {
  const { modelrelay, empty } = imports
  const inMib = (bytes: readonly number[]) => spread(bytes.map((value) => value / MIB))
  return table(
    ['', 'modelrelay', 'beside'],
    [
      ['import, ms', spread(modelrelay.ms), `${spread(empty.ms)} for an empty module`],
      [
        'resident memory after it, MB',
        inMib(modelrelay.residentBytes),
        `${inMib(empty.residentBytes)} for an empty module`,
      ],
      ['price table, ms to load', spread(prices.loadMs), `${(prices.bytes / 1000).toFixed(0)} kB`],
      ['one lookup in it, ns of CPU', spread(prices.lookupNs), ''],
      ['one completionCost, ns of CPU', spread(prices.costNs), ''],
      ...[...heap].flatMap(([id, { cold, warm }]) => [
        [`heap after 20,000 calls, MB (${id})`, mib(warm.after), `${mib(warm.before)} after 2,000`],
        ['the same from a cold start', mib(cold.after), `${mib(cold.before)} after 2,000`],
      ]),
    ],
  )
}

const mib = (bytes: number) => (bytes / MIB).toFixed(2)

function targetTable(targets: readonly Target[]): string {
  return table(
    ['target', 'at most', 'measured', ''],
    targets.map((target) => [
      target.what,
      target.limit === undefined ? '' : `${target.limit}${target.unit}`,
      `${target.figure.toFixed(2)}${target.unit}`,
      target.limit === undefined ? 'reported' : isMet(target) ? 'met' : 'missed',
    ]),
  )
}

function spread(values: readonly number[]): string {
  const { median, min, max } = summarize(values)
  const digits = median < 100 ? 1 : 0
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
