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

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    env: Object.fromEntries(settings.map((name) => [name, ''])),
    reporters: ['default', leftOut],
  },
})
