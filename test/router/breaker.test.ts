import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Breaker } from '../../src/router/breaker.js'

const EPOCH_MS = Date.UTC(2026, 0, 1)
const OPTIONS = { failures: 3, ms: 1_000, maxMs: 4_000, failureRate: 2, refusedMs: 10_000 }

/** The same life, written down as one would explain it. */
class Model {
  openUntil = 0
  openedAt = 0
  inARow = 0
  step = 0
  closedAt = 0
  probe = false

  allows(now: number): boolean {
    return this.openUntil === 0 || (now >= this.openUntil && !this.probe)
  }
  start(): void {
    if (this.openUntil !== 0) this.probe = true
  }
  leave(probe: boolean): void {
    if (probe) this.probe = false
  }
  succeed(now: number, startedAt: number): void {
    if (startedAt < this.openedAt) return
    this.inARow = 0
    if (this.openUntil === 0) return
    this.openUntil = 0
    this.probe = false
    this.closedAt = now
  }
  fail(now: number, startedAt: number): void {
    this.inARow++
    if (this.openUntil !== 0 && startedAt < this.openedAt) return
    if (this.openUntil === 0 ? this.inARow >= OPTIONS.failures : now >= this.openUntil) this.open(now)
    else if (this.openUntil !== 0) this.probe = false
  }
  open(now: number): void {
    const time = () => Math.min(OPTIONS.maxMs, OPTIONS.ms * 2 ** this.step)
    if (this.closedAt > 0) this.step = Math.max(0, this.step - Math.floor((now - this.closedAt) / time()))
    this.closedAt = 0
    this.openUntil = now + time()
    this.openedAt = now
    this.step = Math.min(20, this.step + 1)
    this.probe = false
  }
}

const steps = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 1_500 }),
    what: fc.constantFrom('start', 'start', 'succeed', 'fail', 'fail', 'leave'),
    which: fc.nat(),
  }),
  { maxLength: 150 },
)

describe('a breaker', () => {
  test('lives as its model does, whatever calls do', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const breaker = new Breaker(OPTIONS)
        const model = new Model()
        const running: Array<{ startedAt: number; probe: boolean }> = []
        let now = EPOCH_MS
        for (const { after, what, which } of all) {
          now += after
          if (what === 'start') {
            expect(breaker.allows(now)).toBe(model.allows(now))
            if (!breaker.allows(now)) continue
            running.push({ startedAt: now, probe: breaker.start(now) })
            model.start()
            continue
          }
          const [call] = running.length > 0 ? running.splice(which % running.length, 1) : []
          if (!call) continue
          if (what === 'leave') {
            if (call.probe) breaker.abandon()
            model.leave(call.probe)
          } else if (what === 'succeed') {
            breaker.succeed(now, call.startedAt)
            model.succeed(now, call.startedAt)
          } else {
            breaker.fail(now, call.startedAt)
            model.fail(now, call.startedAt)
          }
          expect(breaker.openUntil).toBe(model.openUntil)
        }
      }),
    )
  })

  test('has one probe at a time, as long as probes end within a minute', () => {
    const breaker = new Breaker(OPTIONS)
    for (let call = 0; call < 3; call++) breaker.fail(EPOCH_MS, EPOCH_MS - 1)
    const later = EPOCH_MS + 1_000
    expect([breaker.state(later), breaker.allows(later), breaker.probing(later)]).toEqual(['half-open', true, false])
    expect(breaker.start(later)).toBe(true)
    expect([breaker.allows(later), breaker.probing(later)]).toEqual([false, true])
    expect(breaker.allows(later + 60_000)).toBe(true)
  })

  test('is not opened anew by what began before it was open', () => {
    const breaker = new Breaker(OPTIONS)
    for (let call = 0; call < 3; call++) breaker.fail(EPOCH_MS + 10, EPOCH_MS)
    expect(breaker.openUntil).toBe(EPOCH_MS + 1_010)
    breaker.start(EPOCH_MS + 1_010)
    expect(breaker.fail(EPOCH_MS + 1_020, EPOCH_MS + 1)).toBe(false)
    expect([breaker.openUntil, breaker.probing(EPOCH_MS + 1_020)]).toEqual([EPOCH_MS + 1_010, true])
  })
})
