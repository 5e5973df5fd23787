import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect } from 'vitest'
import { s3SemanticCache } from '../../../src/s3.js'
import { plantedEmbedder } from '../../support/s3-server/planted-embedder.js'
import type { TestBucket } from './test-bucket.js'

const ROOT = join(import.meta.dirname, '../../..')

/** Processes of `semantic-worker.ts`, in one file, so that they start fast. */
export interface Workers {
  /** Its output: the topics that it knows to be stored, a line each. `leave`: it flushes nothing itself. */
  start(bucket: TestBucket, name: string, rounds?: number, ending?: 'close' | 'leave'): ChildProcess
  remove(): void
}

export async function buildWorkers(): Promise<Workers> {
  const folder = mkdtempSync(join(ROOT, 'node_modules/.s3-worker-')) // beside the packages that it imports
  const outfile = join(folder, 'worker.mjs')
  await build({
    entryPoints: [join(ROOT, 'test/support/s3-server/semantic-worker.ts')],
    outfile,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' },
  })
  return {
    start({ connection, name: bucket }, name, rounds = 1_000, ending = 'close') {
      const args = ['--no-warnings', outfile, connection.endpoint, bucket, name, String(rounds), ending]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      process.once('exit', () => child.kill('SIGKILL'))
      return child
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Finds every topic, by other words than it was stored with, in a process that knows nothing yet. */
export async function findAll(bucket: TestBucket, topics: readonly string[]): Promise<void> {
  const failures: unknown[] = []
  const cache = s3SemanticCache({
    ...{ ...bucket.connection, bucket: bucket.name, embed: plantedEmbedder, threshold: 0.9, guards: false, shards: 16 },
    ...{ refreshMs: 3_600_000, timeoutMs: 20_000, compactAt: Number.POSITIVE_INFINITY },
    onFailure: (error) => failures.push(error),
  })
  const search = async (topic: string) =>
    (await cache.search({ partition: 'kill', text: `topic ${topic}: in other words` }))?.entry.body
  await search('the first loads all')
  expect(await Promise.all(topics.map(search))).toEqual(topics)
  expect(await search(`${bucket.name} never stored`)).toBeUndefined()
  expect(failures).toEqual([])
  await cache.close()
}

export function toTopics(output: string): string[] {
  return output.split('\n').filter((topic) => topic !== '')
}
