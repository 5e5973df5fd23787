import { type SemanticBehaviour, type SemanticCacheTestOptions, SemanticSubject } from './semantic-behaviour.js'
import { searches } from './semantic-behaviours/searches.js'
import type { TestRunner } from './test-provider.js'

/** What every semantic cache does, beside what every cache does. */
export const SEMANTIC_BEHAVIOURS: readonly SemanticBehaviour[] = searches

/**
 * Registers one test for each behaviour that all semantic caches share. What they share with other caches is
 * `testCache`.
 *
 * @example
 * import { describe, test } from 'node:test'
 * testSemanticCache({ describe, test }, { name: 'acme', create: (options) => acmeSemanticCache(options) })
 */
export function testSemanticCache({ describe, test }: TestRunner, options: SemanticCacheTestOptions): void {
  describe(`semantic cache ${options.name}`, () => {
    for (const behaviour of SEMANTIC_BEHAVIOURS)
      test(behaviour.name, async () => {
        const subject = await SemanticSubject.open(options)
        try {
          await behaviour.run(subject)
        } finally {
          await subject.close()
        }
      })
  })
}
