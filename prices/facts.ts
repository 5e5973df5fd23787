import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelTable } from '../src/contract/prices.js'

export const FACTS = join(import.meta.dirname, 'facts')

/** The models of one provider, by the vendor's names. */
export type Facts = Record<string, ModelTable[string]>

/** What LiteLLM's map of August 2026 said, by provider. */
export function readFacts(): Map<string, Facts> {
  return new Map(
    readdirSync(FACTS)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(FACTS, file), 'utf8'))]),
  )
}
