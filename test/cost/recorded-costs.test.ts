import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { completionCost, loadPrices } from '../../src/index.js'
import { againstGenai, againstLitellm, againstStated, type Explanation } from './explanations.js'
import { type Counted, countedIn, genaiPrice, litellmPrice } from './independent.js'
import { type Replayed, recordings, replay, whereRecordings } from './replay.js'
import { statedTotal } from './stated-total.js'

/** A Wednesday on which all of the models compared had the prices of today; prices change by day and by hour. */
const NOW = new Date('2026-08-05T18:00:00Z')
const all = recordings()
const answers: Replayed[] = []

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  await loadPrices()
  for (const recording of all) {
    const answer = await replay(recording)
    if (answer) answers.push(answer)
  }
}, 120_000)
afterAll(() => {
  vi.useRealTimers()
})

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.01 * Math.max(a, b) + 1e-12

interface Comparison {
  compared: Replayed[]
  unexplained: string[]
  explained: number
}

/** Costs of the table beside those of another calculation, which knows tokens alone. */
function compare(
  price: (answer: Replayed, counted: Counted) => number | undefined,
  explanations: readonly Explanation[],
): Comparison {
  const found: Comparison = { compared: [], unexplained: [], explained: 0 }
  for (const answer of answers) {
    const { cost } = answer.meta
    const counted = countedIn(answer)
    if (cost?.source !== 'table' || counted === undefined) continue
    const theirs = price(answer, counted)
    if (theirs === undefined) continue
    found.compared.push(answer)
    if (near(cost.total - cost.other, theirs) || near(cost.total, theirs)) continue
    if (explanations.some((explanation) => explanation.of(answer))) found.explained++
    else found.unexplained.push(`${answer.recording.id} ${answer.meta.model}: ${cost.total}, there ${theirs}`)
  }
  return found
}

const distinct = (found: Replayed[], key: (answer: Replayed) => string) => new Set(found.map(key)).size

describe.skipIf(all.length === 0)(`recorded answers${whereRecordings}`, () => {
  test('are understood, nearly all', () => {
    expect(all.length).toBeGreaterThan(2_000)
    expect(answers.length).toBeGreaterThan(all.length * 0.97)
  })

  test('have the sum of prompt and answer as their total, which is the vendor’s', () => {
    const wrong: string[] = []
    let stated = 0
    for (const { recording, usage } of answers) {
      if (usage === undefined) continue
      expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
      const total = statedTotal(recording)
      if (total === undefined) continue
      stated++
      if (total !== usage.total_tokens) wrong.push(recording.id)
    }
    expect(stated).toBeGreaterThan(1_500)
    // Four answers one after another in one body; ours is the first.
    expect(wrong).toEqual(['openai-responses-stream-658fe026fa'])
  })

  test('cost nothing that is negative, and the parts are the total', () => {
    for (const { meta } of answers) {
      if (meta.cost === undefined) continue
      const { input, output, cacheRead, cacheWrite, other, total } = meta.cost
      for (const part of [input, output, cacheRead, cacheWrite, other]) expect(part).toBeGreaterThanOrEqual(0)
      expect(Math.abs(input + output + cacheRead + cacheWrite + other - total)).toBeLessThan(1e-12)
    }
  })

  test('cost what genai-prices calculates, or it is known why not', () => {
    const { compared, unexplained, explained } = compare(
      (answer, counted) => genaiPrice(answer, counted, NOW),
      againstGenai,
    )
    expect(unexplained).toEqual([])
    expect(compared.length).toBeGreaterThan(1_300)
    expect(distinct(compared, ({ meta }) => meta.model)).toBeGreaterThan(100)
    expect(distinct(compared, ({ meta }) => meta.provider)).toBeGreaterThanOrEqual(15)
    expect(explained).toBeLessThan(compared.length * 0.05)
  })

  test('cost what LiteLLM’s table gives by its rules, or it is known why not', () => {
    const { compared, unexplained } = compare(litellmPrice, againstLitellm)
    expect(unexplained).toEqual([])
    expect(compared.length).toBeGreaterThan(1_200)
  })

  test('cost what the vendor states, where it does', () => {
    const stated = answers.filter(({ meta }) => meta.cost?.source === 'provider')
    expect(stated.length).toBeGreaterThan(200)
    for (const { meta } of stated) expect(meta.cost?.other).toBe(meta.cost?.total)
  })

  test('are stated to cost what the table gives, or it is known why not', () => {
    let agreed = 0
    const unexplained: string[] = []
    for (const answer of answers) {
      const { cost, provider, model } = answer.meta
      if (cost?.source !== 'provider' || !answer.usage) continue
      const ours = completionCost({ provider, model, usage: answer.usage })?.total
      if (ours === undefined) continue
      if (near(ours, cost.total)) agreed++
      else if (!againstStated.some((explanation) => explanation.of(answer)))
        unexplained.push(`${answer.recording.id} ${model}: ${ours}, stated ${cost.total}`)
    }
    expect(unexplained).toEqual([])
    expect(agreed).toBeGreaterThan(180)
  })
})
