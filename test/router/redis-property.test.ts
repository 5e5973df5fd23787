import fc from 'fast-check'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisState } from '../../src/router/redis-state/redis-state.js'
import type { Claim, Limited } from '../../src/router/state.js'
import { REDIS_MISSING, type RedisServer, startRedis, withRedis } from '../support/redis-server.js'
import { testedState } from '../support/redis-state.js'
import { runs } from '../support/runs.js'

const WINDOW_MS = 80
const OTHER: Limited = { limitKey: 'other', rpm: 1_000_000, tpm: undefined, maxParallel: undefined }

const maybe = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined })
const hundreds = (max: number) => fc.nat(max).map((count) => count * 100)
const limits = fc.record({
  rpm: maybe(8),
  tpm: fc.option(hundreds(12), { nil: undefined }),
  maxParallel: maybe(4),
})
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('claim' as const), process: fc.nat(1), tokens: hundreds(4) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      which: fc.nat(),
      tokens: hundreds(5),
      sent: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(40) }) },
)

/** What the test knows of a call. */
interface Taken {
  state: RedisState
  claim: Claim
  at: number
  tokens: number
  counts: boolean
  running: boolean
}

describe.skipIf(REDIS_MISSING)(withRedis('redisState, whatever is done'), () => {
  let server: RedisServer

  beforeAll(async () => {
    server = await startRedis()
  })

  afterAll(async () => {
    await server?.stop()
  })

  it('never lets more through than the limits', { timeout: 60_000 * runs(1) }, async () => {
    const clients = await Promise.all([1, 2].map(() => createClient({ url: server.url }).connect()))
    let count = 0
    const property = fc.asyncProperty(
      limits,
      fc.array(step, { minLength: 30, maxLength: 100 }),
      async (limit, steps) => {
        const layout = { prefix: `run-${++count}`, windowMs: WINDOW_MS, buckets: 4 }
        const states = clients.map((client) => testedState(client, layout))
        const limited: Limited = { limitKey: 'one', ...limit }
        const taken: Taken[] = []
        for (const one of steps) {
          if (one.kind === 'wait') await new Promise((resolve) => setTimeout(resolve, one.ms))
          else if (one.kind === 'claim') {
            const state = states[one.process]
            const claimed = await state?.claim([limited], one.tokens, Date.now())
            if (!state || !claimed) continue
            const at = 'sharedAt' in claimed.claim ? Number(claimed.claim.sharedAt) : 0
            check(limited, taken, one.tokens, at)
            taken.push({ state, claim: claimed.claim, at, tokens: one.tokens, counts: true, running: true })
          } else {
            const running = taken.filter((call) => call.running)
            const call = running[one.which % running.length]
            if (!call) continue
            call.running = false
            call.counts = one.sent
            call.tokens = one.sent ? one.tokens : 0
            call.state.settle(call.claim, { tokens: call.tokens, sent: one.sent }, Date.now())
            await call.state.claim([OTHER], 0, Date.now()) // goes after it, so that it has arrived
          }
        }
        await Promise.all(states.map((state) => state.close()))
      },
    )
    await fc.assert(property, { numRuns: runs(25) })
    await Promise.all(clients.map((client) => client.close()))
  })
})

/** A call was let through at a time: what does that make of the window before it? */
function check({ rpm, tpm, maxParallel }: Limited, taken: readonly Taken[], tokens: number, at: number): void {
  const recent = taken.filter((call) => call.at > at - WINDOW_MS)
  if (rpm !== undefined) expect(recent.filter((call) => call.counts).length + 1).toBeLessThanOrEqual(rpm)
  if (maxParallel !== undefined)
    expect(taken.filter((call) => call.running).length + 1).toBeLessThanOrEqual(maxParallel)
  if (tpm !== undefined) {
    const used = recent.reduce((sum, call) => sum + call.tokens, 0)
    // One larger than the limit goes when nothing else is there.
    expect(used).toBeLessThanOrEqual(Math.max(0, tpm - tokens))
  }
}
