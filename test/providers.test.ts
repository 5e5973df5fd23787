import { describe, test } from 'vitest'
import { rows } from '../providers/openai-compatible/rows/all.js'
import { CORE_BEHAVIOURS } from '../src/testing/all-behaviours.js'
import type { ProviderTestOptions } from '../src/testing/options.js'
import { testProvider } from '../src/testing/test-provider.js'

const runner = { describe, test: test.concurrent }
const UNSIGNED = "OpenAI's chat protocol has no signatures."

testProvider(runner, { provider: 'openai', model: 'gpt-4o', lacks: { signatures: UNSIGNED } })
testProvider(runner, { provider: 'anthropic', model: 'claude-sonnet-4-5' })
for (const { prefix, chat, quirks } of rows) {
  if (chat === false) continue
  const lacks: NonNullable<ProviderTestOptions['lacks']> = quirks?.unsupported?.includes('tools')
    ? { tools: 'Refused (quirks.md 137).' }
    : {}
  testProvider(runner, { provider: prefix, model: 'some-model', lacks, only: CORE_BEHAVIOURS })
}
