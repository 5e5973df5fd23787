import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run } from './packed.js'

/** What a fresh process loads for one import. */
export interface Loaded {
  /** Files of our build. */
  dist: string[]
  /** Names of the packages, ours left out. */
  packages: string[]
  /** Folders of `providers/` whose code is in those files, as their source maps say. */
  providers: string[]
}

const HOOKS = `
  import { writeSync } from 'node:fs'
  export async function load(url, context, next) { writeSync(1, url + '\\n'); return next(url, context) }`

const toDataUrl = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`

const REGISTER = toDataUrl(`import { register } from 'node:module'; register(${JSON.stringify(toDataUrl(HOOKS))})`)

/** Imports `entry` in a process of its own and lists what was loaded for it. */
export async function loadedBy(entry: string, project: string): Promise<Loaded> {
  const args = ['--import', REGISTER, '--input-type=module', '-e', `await import('${entry}')`]
  const urls = (await run(process.execPath, args, project)).split('\n')
  const dist = urls.filter((url) => url.includes('/modelrelay/dist/')).map((url) => fileURLToPath(url))
  const packages = urls.flatMap((url) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  return {
    dist,
    packages: distinct(packages.filter((name) => name !== 'modelrelay')),
    providers: distinct(dist.flatMap(sourcesOf).flatMap((path) => /\/providers\/([^/]+)\//.exec(path)?.[1] ?? [])),
  }
}

const distinct = (values: string[]) => [...new Set(values)].sort()

/** The files that a chunk was made of. */
function sourcesOf(file: string): string[] {
  const { sources }: { sources: string[] } = JSON.parse(readFileSync(`${file}.map`, 'utf8'))
  return sources
}
