import { ALL_BEHAVIOURS } from './all-behaviours.js'
import type { Behaviour } from './behaviour.js'
import type { Ability, ProviderTestOptions } from './options.js'
import { Subject } from './subject.js'

/** The two functions of a test runner that are used: vitest's, jest's or those of `node:test`. */
export interface TestRunner {
  describe(name: string, define: () => void): unknown
  test(name: string, run: () => Promise<void>): unknown
}

/**
 * Registers one test for each behaviour that all providers share.
 *
 * @example
 * import { describe, test } from 'node:test'
 * testProvider({ describe, test }, { provider: acme, model: 'acme-1', lacks: { pdf: 'The API takes no files.' } })
 */
export function testProvider({ describe, test }: TestRunner, options: ProviderTestOptions): void {
  const { provider, model } = options
  const prefix = typeof provider === 'string' ? provider : provider.id
  describe(`${prefix}/${model}`, () => {
    for (const each of behavioursFor(options)) test(each.name, () => runBehaviour(each, options))
  })
}

/** The behaviours that a provider of these abilities must show. */
export function behavioursFor(options: ProviderTestOptions): readonly Behaviour[] {
  const { lacks = {}, only } = options
  const unknown = only?.filter((name) => !ALL_BEHAVIOURS.some((each) => each.name === name)) ?? []
  if (unknown.length > 0) throw new Error(`No such behaviour: ${unknown.join('; ')}`)
  const told: Readonly<Partial<Record<Ability, unknown>>> = {
    embeddings: options.embeddingModel,
    embeddingBatches: options.embeddingBatch,
  }
  const able = (ability: Ability) => lacks[ability] === undefined && (!(ability in told) || told[ability] !== undefined)
  return ALL_BEHAVIOURS.filter(({ name, needs }) => needs.every(able) && (only?.includes(name) ?? true))
}

/** Runs one behaviour against a simulator and a relay of its own. */
export async function runBehaviour(behaviour: Behaviour, options: ProviderTestOptions): Promise<void> {
  const subject = await Subject.open(options)
  try {
    await behaviour.run(subject)
  } finally {
    await subject.close()
  }
}
