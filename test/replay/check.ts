// Runs ../shared/replay over what is built and compares with expectations.json: how many recordings of each
// provider must come out right. Raise a number when more do; lower one only with the reason in the commit.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

interface Expectations {
  /** Recordings that do not come out as the replay expects, and why. */
  notRight: Record<string, string>
  /** `provider api` to the number of recordings, whole and streamed, that must be right. */
  answers: Record<string, number>
  /** The same for assistant turns that are sent back. */
  roundTrips: Record<string, number>
}

const expectations: Expectations = JSON.parse(readFileSync(join(import.meta.dirname, 'expectations.json'), 'utf8'))

/** Runs the replay and adds its table up: `provider api` to what was right and what there was. */
function replay(args: string[]): Map<string, { right: number; all: number }> {
  const runner = join(ROOT, '../shared/replay/run.mjs')
  const { stdout, stderr } = spawnSync(process.execPath, [runner, '--package', './dist/index.js', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  process.stderr.write(stderr)
  const rows = new Map<string, { right: number; all: number }>()
  for (const [, key = '', right, all] of stdout.matchAll(/^(\S+ \S+?)(?: \(stream\))?\s+(\d+) of (\d+)$/gm)) {
    const row = rows.get(key) ?? { right: 0, all: 0 }
    rows.set(key, { right: row.right + Number(right), all: row.all + Number(all) })
  }
  const watched = new Set(Object.keys({ ...expectations.answers, ...expectations.roundTrips }).map(providerOf))
  for (const line of stdout.split('\n'))
    if (line.startsWith('✗') && watched.has(line.slice(2).split('/')[0] ?? '')) console.log(line)
  return rows
}

function providerOf(key: string): string {
  return key.split(' ')[0] ?? key
}

function compare(what: string, expected: Record<string, number>, runs: string[][]): number {
  const rows = new Map(runs.flatMap((args) => [...replay(args)]))
  let short = 0
  for (const [key, least] of Object.entries(expected)) {
    const { right, all } = rows.get(key) ?? { right: 0, all: 0 }
    const enough = right >= least
    if (!enough) short++
    console.log(`${enough ? 'ok   ' : 'SHORT'} ${what} ${key.padEnd(28)} ${right} of ${all}, at least ${least}`)
  }
  return short
}

const short =
  compare('answers   ', expectations.answers, [
    ['--api', 'chat'],
    ['--api', 'messages'],
  ]) +
  compare('round trip', expectations.roundTrips, [
    ['--provider', 'anthropic', '--api', 'messages', '--round-trip'],
    ['--provider', 'openrouter', '--api', 'chat', '--round-trip'],
  ])
process.exitCode = short > 0 ? 1 : 0
