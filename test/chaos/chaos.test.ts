import { expect, test } from 'vitest'
import { runChaos } from './chaos.js'
import { simulate } from './simulate.js'
import type { Behaviour } from './simulated-deployment.js'

const evenly = (perSecond: number, seconds: number) =>
  Array.from({ length: perSecond * seconds }, (_, at) => Math.floor((at * 1000) / perSecond))

const three = (phases: Behaviour['phases'], all = false): Behaviour[] =>
  Array.from({ length: 3 }, (_, at) => ({
    id: `d${at}`,
    firstTokenMs: 50,
    perTokenMs: 2,
    phases: all || at === 0 ? phases : [],
  }))

const between = (times: number[], from: number, to: number) => times.filter((at) => at >= from && at < to).length
const EPOCH_MS = Date.UTC(2026, 0, 1)

test('outages, 429 bursts, stalls, cut streams, slow starts and nonsense: every call is answered, once and whole', async () => {
  const report = await runChaos(7, 5_000)
  expect(report.answered).toBeGreaterThanOrEqual(4_998)
  expect(report).toMatchObject({ wrong: 0, miscounted: 0, leaked: 0 })
  expect(report.attempts).toBeLessThanOrEqual(6_000)
  for (const { rpm, tpm, maxParallel } of Object.values(report.over))
    expect(Math.max(rpm, tpm, maxParallel)).toBeLessThanOrEqual(0.01)
  expect(await runChaos(7, 5_000)).toEqual(report)
}, 60_000)

test('one of three fails: hardly a call reaches it, and it has its share back within ten seconds', async () => {
  const outage = { fromMs: 5_000, toMs: 25_000, fault: 'outage', share: 1 } as const
  const { deployments, answered } = await simulate({
    seed: 1,
    arrivals: () => evenly(100, 45),
    behaviours: () => three([outage]),
    config: {},
    deadlineMs: 10_000,
    isStream: (call) => call % 2 === 0,
  })
  expect(answered).toBe(4_500)
  const starts = deployments[0]?.starts.map((at) => at - EPOCH_MS) ?? []
  // From the first failures on: 2,000 calls begin until the outage ends.
  expect(between(starts, 5_200, 25_000)).toBeLessThanOrEqual(20)
  expect(between(starts, 35_000, 45_000)).toBeGreaterThanOrEqual(300)
}, 60_000)

test('everything fails for 30 s under 1,000 calls a second: no storm, and back within two seconds', async () => {
  const outage = { fromMs: 2_000, toMs: 32_000, fault: 'outage', share: 1 } as const
  const { deployments, answeredAt, leaked, miscounted } = await simulate({
    seed: 1,
    arrivals: () => evenly(1_000, 36),
    behaviours: () => three([outage], true),
    config: {},
    deadlineMs: 10_000,
    isStream: () => false,
  })
  const starts = deployments.flatMap((deployment) => deployment.starts.map((at) => at - EPOCH_MS))
  expect(between(starts, 2_000, 32_000)).toBeLessThanOrEqual(30_000 * 1.2)
  expect(between(starts, 0, 36_000)).toBeLessThanOrEqual(36_000 * 1.2)
  expect(between(answeredAt, 32_000, 34_000)).toBeGreaterThan(0)
  expect(between(answeredAt, 34_000, 36_000)).toBeGreaterThanOrEqual(1_900)
  expect({ leaked, miscounted }).toEqual({ leaked: 0, miscounted: 0 })
}, 60_000)
