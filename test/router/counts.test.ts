import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MemoryState } from '../../src/router/memory-state.js'
import { RetryBudget } from '../../src/router/retry-budget.js'
import { SlidingCount } from '../../src/router/sliding-count.js'
import type { Claim } from '../../src/router/state.js'

const EPOCH_MS = Date.UTC(2026, 0, 1)
const WINDOW_MS = 1_000
const BUCKETS = 10
const BUCKET_MS = WINDOW_MS / BUCKETS

const additions = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 700 }), amount: fc.integer({ min: 1, max: 9 }) }),
  { minLength: 1, maxLength: 60 },
)

describe('a count over a sliding window', () => {
  test('is what a list of everything gives: all of the window, and nothing older than a bucket more', () => {
    fc.assert(
      fc.property(additions, (steps) => {
        const count = new SlidingCount(WINDOW_MS, BUCKETS)
        const all: Array<{ at: number; amount: number }> = []
        let now = EPOCH_MS
        const since = (from: number) => all.reduce((sum, { at, amount }) => (at > from ? sum + amount : sum), 0)
        for (const { after, amount } of steps) {
          now += after
          count.add(now, amount)
          all.push({ at: now, amount })
          const total = count.total(now)
          expect(total).toBeGreaterThanOrEqual(since(now - WINDOW_MS))
          expect(total).toBeLessThanOrEqual(since(now - WINDOW_MS - BUCKET_MS - 1))
        }
      }),
    )
  })

  test('says from when there is room, no sooner and no later', () => {
    fc.assert(
      fc.property(additions, fc.integer({ min: 0, max: 60 }), (steps, most) => {
        const count = new SlidingCount(WINDOW_MS, BUCKETS)
        let now = EPOCH_MS
        for (const { after, amount } of steps) {
          now += after
          count.add(now, amount)
        }
        const at = count.atMost(most, now)
        expect(at).toBeGreaterThanOrEqual(now)
        if (at > now) expect(count.total(at - 1)).toBeGreaterThan(most)
        expect(count.total(at)).toBeLessThanOrEqual(most)
      }),
    )
  })

  test('takes back what was added, where it was added', () => {
    fc.assert(
      fc.property(additions, fc.integer({ min: 0, max: 3_000 }), (steps, later) => {
        const count = new SlidingCount(WINDOW_MS, BUCKETS)
        const all: Array<{ at: number; amount: number }> = []
        let now = EPOCH_MS
        for (const { after, amount } of steps) {
          now += after
          count.add(now, amount)
          all.push({ at: now, amount })
        }
        for (const { at, amount } of all) count.add(at, -amount)
        expect(count.total(now + later)).toBe(0)
        expect(count.entries(now + later)).toEqual([])
      }),
    )
  })
})

test('extra attempts are never more than the ratio, or the floor, of the calls of any ten seconds', () => {
  const events = fc.array(fc.record({ after: fc.integer({ min: 0, max: 900 }), call: fc.boolean() }), {
    maxLength: 300,
  })
  fc.assert(
    fc.property(events, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(5), (steps, ratio, floor) => {
      const budget = new RetryBudget(ratio, floor)
      const taken: number[] = []
      const calls: number[] = []
      let now = EPOCH_MS
      for (const { after, call } of steps) {
        now += after
        if (call) {
          budget.called(now)
          calls.push(now)
        } else {
          const has = budget.has(now)
          expect(budget.take(now)).toBe(has)
          if (!has) continue
          taken.push(now)
          const since = (times: number[], ms: number) => times.filter((at) => at > now - ms).length
          // A window is a bucket of half a second longer than it says.
          expect(since(taken, 10_000)).toBeLessThanOrEqual(Math.max(floor, ratio * since(calls, 10_501)))
        }
      }
    }),
  )
})

describe('the state in memory', () => {
  const limits = fc.record({
    rpm: fc.integer({ min: 1, max: 10 }),
    tpm: fc.integer({ min: 50, max: 300 }),
    maxParallel: fc.integer({ min: 1, max: 4 }),
  })
  const steps = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 5_000 }),
      tokens: fc.integer({ min: 1, max: 50 }),
      /** Which of those under way ends, and how. */
      ends: fc.option(fc.record({ which: fc.nat(), used: fc.integer({ min: 0, max: 60 }), sent: fc.boolean() }), {
        nil: undefined,
      }),
    }),
    { maxLength: 120 },
  )

  test('never lets a limit be exceeded, wherever the minute begins', () => {
    fc.assert(
      fc.property(limits, steps, (given, all) => {
        const state = new MemoryState()
        const limited = { limitKey: 'd', ...given }
        const open: Array<{ claim: Claim; tokens: number; at: number }> = []
        const sent: Array<{ at: number; tokens: number }> = []
        let now = EPOCH_MS
        for (const { after, tokens, ends } of all) {
          now += after
          const [ended] = ends && open.length > 0 ? open.splice(ends.which % open.length, 1) : []
          if (ended && ends) {
            // What was used is never more than what was reserved here: an estimate that is too low may exceed.
            const used = ends.sent ? Math.min(ends.used, ended.tokens) : 0
            state.settle(ended.claim, { tokens: used, sent: ends.sent })
            if (ends.sent) sent.push({ at: ended.at, tokens: used })
          }
          const room = state.roomAt(limited, tokens, now)
          const claimed = state.claim([limited], tokens, now)
          expect(claimed !== undefined).toBe(room <= now)
          if (claimed) open.push({ claim: claimed.claim, tokens, at: now })
          const counted = [...sent, ...open].filter(({ at }) => at > now - 60_000)
          expect(open.length).toBeLessThanOrEqual(given.maxParallel)
          expect(counted.length).toBeLessThanOrEqual(given.rpm)
          expect(counted.reduce((sum, one) => sum + one.tokens, 0)).toBeLessThanOrEqual(given.tpm)
        }
      }),
    )
  })

  test('is empty again when all has ended and a minute has passed', () => {
    fc.assert(
      fc.property(limits, fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 30 }), (given, calls) => {
        const state = new MemoryState()
        const limited = { limitKey: 'd', ...given }
        for (const tokens of calls) {
          const claimed = state.claim([limited], tokens, EPOCH_MS)
          if (claimed) state.settle(claimed.claim, { tokens, sent: true })
        }
        expect(state.used(limited, EPOCH_MS + 62_000)).toBe(0)
      }),
    )
  })
})
