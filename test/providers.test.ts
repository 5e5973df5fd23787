import { afterAll, beforeAll, describe, test, vi } from 'vitest'
import { rows } from '../providers/openai-compatible/rows/all.js'
import { CORE_BEHAVIOURS } from '../src/testing/all-behaviours.js'
import { testProvider } from '../src/testing/test-provider.js'
import { EMBEDDERS } from './support/tested-embedders.js'
import { lacksOf, OWN_PROTOCOL, TYPICAL_ROWS } from './support/tested-providers.js'
import { openWatsonx } from './support/watsonx-account.js'

// Each behaviour has a simulator and a relay of its own, so that they can run side by side.
vi.setConfig({ maxConcurrency: 16, testTimeout: 60_000 })
const runner = { describe: describe.concurrent, test }

let watsonx: Awaited<ReturnType<typeof openWatsonx>>
beforeAll(async () => {
  watsonx = await openWatsonx()
})
afterAll(() => watsonx.close())

for (const options of OWN_PROTOCOL) testProvider(runner, options)

for (const options of EMBEDDERS) testProvider(runner, options)

for (const row of rows) {
  if (row.chat === false) continue
  const options = { provider: row.prefix, model: 'some-model', lacks: lacksOf(row) }
  testProvider(runner, TYPICAL_ROWS.has(row.prefix) ? options : { ...options, only: CORE_BEHAVIOURS })
}
