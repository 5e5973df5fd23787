import { type CacheBehaviour, CacheSubject, type CacheTestOptions } from './cache-behaviour.js'
import { calls } from './cache-behaviours/calls.js'
import { entries } from './cache-behaviours/entries.js'
import { sharing } from './cache-behaviours/sharing.js'
import type { TestRunner } from './test-provider.js'

/** What every cache does. */
export const CACHE_BEHAVIOURS: readonly CacheBehaviour[] = [...entries, ...sharing, ...calls]

/**
 * Registers one test for each behaviour that all caches share.
 *
 * @example
 * import { describe, test } from 'node:test'
 * testCache({ describe, test }, { name: 'acme', create: () => acmeCache() })
 */
export function testCache({ describe, test }: TestRunner, options: CacheTestOptions): void {
  describe(`cache ${options.name}`, () => {
    for (const behaviour of CACHE_BEHAVIOURS)
      if (behaviour.needs.every((need) => options[need]))
        test(behaviour.name, () => runCacheBehaviour(behaviour, options))
  })
}

/** Runs one behaviour on a cache of its own. */
export async function runCacheBehaviour(behaviour: CacheBehaviour, options: CacheTestOptions): Promise<void> {
  const subject = await CacheSubject.open(options)
  try {
    await behaviour.run(subject)
  } finally {
    await subject.close()
  }
}
