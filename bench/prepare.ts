import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const BENCH = import.meta.dirname
const ROOT = join(BENCH, '..')

/** Installs the contenders where their lock file is newer than what is there, and builds the package where `src` is. */
export function prepare(): void {
  if (modifiedAt(join(BENCH, 'node_modules/.package-lock.json')) < modifiedAt(join(BENCH, 'package-lock.json')))
    run(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], BENCH)
  if (process.env['MODELRELAY_DIST'] === undefined && modifiedAt(join(ROOT, 'dist/index.js')) < newestSource())
    run(['run', 'build'], ROOT)
}

function run(args: string[], cwd: string): void {
  console.error(`npm ${args.join(' ')} (in ${cwd})`)
  // A shell finds npm.cmd on Windows.
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' })
}

function modifiedAt(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

function newestSource(): number {
  return ['src', 'providers']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(ROOT, folder, file)),
    )
    .reduce((newest, path) => Math.max(newest, modifiedAt(path)), 0)
}
