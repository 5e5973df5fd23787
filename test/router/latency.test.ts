import { describe, expect, test } from 'vitest'
import { LatencyWindow } from '../../src/router/latency.js'
import { seededRandom } from '../../src/simulator/random.js'
import { lognormal } from '../support/simulate-routing.js'

const START = 1_700_000_000_000
const MINUTE = 60_000

function recorded(values: readonly number[], everyMs = 100): { window: LatencyWindow; now: number } {
  const window = new LatencyWindow()
  let now = START
  for (const value of values) {
    now += everyMs
    window.recordFirstToken(value, now)
  }
  return { window, now }
}

const many = (count: number, value: number) => new Array<number>(count).fill(value)

describe('a window of latencies', () => {
  test('knows nothing at first', () => {
    const window = new LatencyWindow()
    expect(window.firstTokenMs(START)).toBeUndefined()
    expect(window.perTokenMs(START)).toBeUndefined()
    expect(window.samples(START)).toBe(0)
  })

  test('keeps the two measures apart', () => {
    const window = new LatencyWindow()
    window.recordFirstToken(400, START)
    expect(window.perTokenMs(START)).toBeUndefined()
    window.recordPerToken(12, START)
    expect(window.firstTokenMs(START)).toBe(400)
    expect(window.perTokenMs(START)).toBe(12)
    expect(window.samples(START)).toBe(2)
  })

  test('comes to the mean of what is recorded', () => {
    const random = seededRandom(7)
    const noise = lognormal(0.5)
    const { window, now } = recorded(Array.from({ length: 2_000 }, () => noise(400, random)))
    expect(window.firstTokenMs(now)).toBeGreaterThan(340)
    expect(window.firstTokenMs(now)).toBeLessThan(460)
  })

  test('one outlier hardly moves it, wherever it comes', () => {
    const late = recorded([...many(20, 400), 60_000])
    expect(late.window.firstTokenMs(late.now)).toBeLessThan(450)
    const first = recorded([60_000, ...many(4, 400)])
    expect(first.window.firstTokenMs(first.now)).toBeLessThan(650)
  })

  test('stalls that come again and again count', () => {
    const { window, now } = recorded(Array.from({ length: 400 }, (_, call) => (call % 10 === 0 ? 10_000 : 200)))
    expect(window.firstTokenMs(now)).toBeGreaterThan(400)
  })

  test('a lasting change for the worse is seen within ten calls', () => {
    const { window, now } = recorded([...many(500, 400), ...many(10, 1_600)])
    expect(window.firstTokenMs(now)).toBeGreaterThan(800)
  })

  test('a change for the better is seen at once', () => {
    const { window, now } = recorded([...many(500, 800), ...many(2, 200)])
    expect(window.firstTokenMs(now)).toBeLessThan(500)
  })

  test('fades while nothing comes, until it is unknown after five minutes', () => {
    const { window, now } = recorded(many(10, 400))
    expect(window.samples(now)).toBeCloseTo(10, 0)
    expect(window.samples(now + 2.5 * MINUTE)).toBeCloseTo(5, 0)
    expect(window.firstTokenMs(now + 4.9 * MINUTE)).toBeCloseTo(400)
    expect(window.firstTokenMs(now + 5 * MINUTE)).toBeUndefined()
    expect(window.samples(now + 5 * MINUTE)).toBe(0)
    window.recordFirstToken(100, now + 6 * MINUTE)
    expect(window.firstTokenMs(now + 6 * MINUTE)).toBe(100)
  })

  test('what is no time is left out, and a clock that goes back does no harm', () => {
    const { window, now } = recorded([400])
    for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY]) window.recordFirstToken(value, now)
    window.recordFirstToken(400, now - MINUTE)
    expect(window.firstTokenMs(now)).toBeCloseTo(400)
    expect(window.samples(now - MINUTE)).toBeCloseTo(2)
  })
})
