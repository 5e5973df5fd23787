import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LATENCIES, LOADED, SHARES, SHARING } from '../../docs/routing-scenarios.js'
import { busiest, loadedMs, misplaced, regrets, sharesGot, withRoutingTables } from '../../docs/routing-tables.js'

describe('the calls go where they should', () => {
  test.each(SHARES)('$strategy: $what', (scenario) => {
    expect(misplaced(scenario.ideal, sharesGot(scenario))).toBeLessThan(0.1)
  })
})

describe('lowest-latency loses under a tenth of the time after 200 calls', () => {
  test.each(LATENCIES.filter(({ after, hard }) => !after && !hard))('$what', (scenario) => {
    const [, second = 1, later = 1] = regrets(scenario)
    expect(second).toBeLessThan(0.1)
    expect(later).toBeLessThan(0.1)
  })

  test.each(LATENCIES.filter(({ after }) => after))('and again 200 calls after a change: $what', (scenario) => {
    expect(regrets(scenario).at(-1)).toBeLessThan(0.1)
  })
})

test.each(LOADED)('lowest-latency does not herd: $what', (scenario) => {
  const ms = loadedMs(scenario, 'lowest-latency')
  expect(ms).toBeLessThan(loadedMs(scenario, 'shuffle') * 1.05)
  expect(ms).toBeLessThan(loadedMs(scenario, 'least-busy') * 1.05)
})

describe('least-busy compares', () => {
  test.each(SHARING.filter(({ staleMs }) => staleMs === 0))('all where counts are true: $deployments', (scenario) => {
    expect(busiest(scenario, scenario.deployments)).toBeLessThan(busiest(scenario, 2))
  })

  test.each(SHARING.filter(({ staleMs }) => staleMs > 0))(
    'two where they are $staleMs ms old: $deployments',
    (scenario) => {
      expect(busiest(scenario, 2)).toBeLessThan(busiest(scenario, scenario.deployments))
      expect(busiest(scenario, 2)).toBeLessThan(busiest(scenario, 1))
    },
  )
})

test('docs/routing-strategies.md shows these figures: npm run docs', () => {
  const page = readFileSync(new URL('../../docs/routing-strategies.md', import.meta.url), 'utf8')
  expect(withRoutingTables(page)).toBe(page)
})
