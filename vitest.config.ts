import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import type { Reporter } from 'vitest/node'

/** Tests never reach a vendor: a key or an address that happens to be in the environment must not be used. */
const settings = Object.keys(process.env).filter((name) => /_(?:API_KEY|TOKEN|BASE_URL|API_BASE)$/.test(name))

/** A test that is left out, for want of a server or of recordings, must not pass unseen. */
const leftOut: Reporter = {
  onTestRunEnd(modules) {
    for (const module of modules) {
      const empty = [...module.children.allSuites()].filter((suite) => suite.children.size === 0)
      for (const { fullName } of [...module.children.allTests('skipped'), ...empty])
        process.stderr.write(`LEFT OUT: ${module.relativeModuleId}: ${fullName}\n`)
    }
  },
}

/** `npm run fuzz`: the property tests alone, FUZZ_RUNS times their usual number of runs, with other cases each time. */
const FUZZ_RUNS = process.env['FUZZ_RUNS'] || '20'

function propertyTests(): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((file) => join('test', file))
    .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes("from 'fast-check'"))
}

export default defineConfig(({ mode }) => {
  const fuzz = mode === 'fuzz'
  return {
    test: {
      include: fuzz ? propertyTests() : ['test/**/*.test.ts'],
      setupFiles: 'test/support/setup-properties.ts',
      testTimeout: fuzz ? 3_600_000 : 20_000,
      hookTimeout: 60_000, // servers start there
      env: { ...Object.fromEntries(settings.map((name) => [name, ''])), ...(fuzz && { FUZZ_RUNS }) },
      reporters: ['default', leftOut],
    },
  }
})
