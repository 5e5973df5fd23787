import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BadRequestError,
  type CallMeta,
  type Cost,
  createLedger,
  createRelay,
  type HookEvents,
  type Ledger,
  type LedgerKey,
  type LedgerOptions,
} from '../../src/index.js'
import { MESSAGES } from './ask.js'

const cost = (total: number): Cost => ({
  input: total,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  other: 0,
  total,
  source: 'table',
})

const meta = (more: Partial<CallMeta> = {}): CallMeta => ({
  id: 'call_1',
  provider: 'openai',
  model: 'gpt-4o',
  attempts: [],
  cache: 'off',
  latencyMs: 1,
  ...more,
})

const call = (more: Partial<HookEvents['onResponse']['call']> = {}): HookEvents['onResponse']['call'] => ({
  id: 'call_1',
  startedAt: 0,
  model: 'openai/gpt-4o',
  kind: 'chat',
  stream: false,
  request: { model: 'openai/gpt-4o', messages: MESSAGES },
  metadata: undefined,
  tags: [],
  user: undefined,
  ...more,
})

interface Told {
  call?: Partial<HookEvents['onResponse']['call']>
  meta?: Partial<CallMeta>
  tokens?: [prompt: number, completion: number, cached: number]
}

function answered(ledger: Ledger, told: Told = {}): void {
  const [prompt, completion, cached] = told.tokens ?? [0, 0, 0]
  const known = meta(told.meta)
  ledger.onResponse({
    call: call(told.call),
    meta: known,
    response: {
      id: '1',
      object: 'chat.completion',
      created: 0,
      model: 'gpt-4o',
      choices: [],
      usage: {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt + completion,
        prompt_tokens_details: { cached_tokens: cached },
      },
      meta: known,
    },
  })
}

describe('a ledger', () => {
  test('sums the calls of a relay', async () => {
    const ledger = createLedger({ by: ['provider', 'model', 'user'] })
    const relay = createRelay({ hooks: ledger })
    const ask = (model: string, user: string, mock: string | Error = 'Hi') =>
      relay.completion({ model, messages: MESSAGES }, { mock, user })
    await ask('openai/gpt-4o', 'ada')
    await ask('openai/gpt-4o', 'ada')
    await ask('anthropic/claude-sonnet-4-5', 'ada')
    await ask('openai_compatible/my-model', 'bob')
    await expect(ask('openai/gpt-4o', 'bob', new Error('no'))).rejects.toThrow()
    const stream = await relay.completion(
      { model: 'openai/gpt-4o', messages: MESSAGES, stream: true },
      { mock: 'Hi', user: 'ada' },
    )
    await stream.final()

    const rows = ledger.table()
    expect(rows.map(({ by, calls, errors, unpriced }) => [by['model'], by['user'], calls, errors, unpriced])).toEqual([
      ['gpt-4o', 'ada', 3, 0, 0],
      ['claude-sonnet-4-5', 'ada', 1, 0, 0],
      ['my-model', 'bob', 1, 0, 1],
      ['gpt-4o', 'bob', 1, 1, 0],
    ])
    expect(ledger.total).toMatchObject({ calls: 6, errors: 1, unpriced: 1 })
    expect(ledger.total.cost).toBeCloseTo(
      rows.reduce((sum, row) => sum + row.cost, 0),
      12,
    )
    expect(ledger.total.cost).toBeGreaterThan(0)
  })

  test('counts tokens, and what a cache saved', () => {
    const ledger = createLedger()
    answered(ledger, { tokens: [100, 10, 60], meta: { cost: cost(0.5) } })
    answered(ledger, { tokens: [1, 2, 0], meta: { cost: cost(0), savedCost: 0.25 } })
    expect(ledger.total).toEqual({
      calls: 2,
      errors: 0,
      unpriced: 0,
      promptTokens: 101,
      completionTokens: 12,
      cachedTokens: 60,
      cost: 0.5,
      saved: 0.25,
    })
  })

  test('counts what was paid for answers that others replaced', () => {
    const ledger = createLedger()
    const attempts = [{ provider: 'openai', model: 'gpt-4o', error: 'Cancelled', ms: 1, cost: cost(0.25) }]
    const continued = [{ from: 'a', to: 'b', at: 10, cost: cost(0.125) }]
    answered(ledger, { meta: { cost: cost(1), attempts, continued } })
    expect(ledger.total.cost).toBe(1.375)
  })

  test('counts what a stream had used that broke', () => {
    const ledger = createLedger()
    const error = new BadRequestError('no', {
      partial: {
        id: '1',
        object: 'chat.completion',
        created: 0,
        model: 'm',
        choices: [],
        usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
      },
    })
    ledger.onError({ call: call(), meta: meta({ cost: { ...cost(0.125), estimated: true } }), error })
    expect(ledger.total).toMatchObject({ calls: 1, errors: 1, promptTokens: 5, completionTokens: 3, cost: 0.125 })
  })

  test('tells apart by tags and by keys of the metadata', () => {
    const ledger = createLedger({ by: ['tag', 'metadata.team'] })
    answered(ledger, { call: { tags: ['a', 'b', 'a'], metadata: { team: 7 } } })
    answered(ledger, { call: { tags: ['b'], metadata: { team: { deep: true } } } })
    answered(ledger)
    expect(ledger.table().map(({ by, calls }) => [by['tag'], by['metadata.team'], calls])).toEqual([
      ['a', '7', 1],
      ['b', '7', 1],
      ['b', '(object)', 1],
      ['(none)', '(none)', 1],
    ])
    expect(ledger.total.calls).toBe(3)
  })

  test('keeps no more rows than it may', () => {
    const ledger = createLedger({ by: ['user', 'model'], maxKeys: 2 })
    for (const user of ['a', 'b', 'c', 'd', 'a', '(other)'])
      answered(ledger, { call: { user }, meta: { cost: cost(1) } })
    expect(ledger.table().map(({ by, calls, cost: sum }) => [by['user'], by['model'], calls, sum])).toEqual([
      ['a', 'gpt-4o', 2, 2],
      ['b', 'gpt-4o', 1, 1],
      ['(other)', '(other)', 3, 3],
    ])
  })

  test('keeps no more of a value than it may', () => {
    const ledger = createLedger({ by: ['user'] })
    answered(ledger, { call: { user: 'x'.repeat(1_000_000) } })
    expect(ledger.table()[0]?.by['user']).toHaveLength(200)
  })

  test('is not confused by names that every object has', () => {
    const ledger = createLedger({ by: ['user', 'metadata.__proto__', 'metadata.constructor'] })
    for (const user of ['__proto__', 'constructor', 'toString']) answered(ledger, { call: { user, metadata: {} } })
    expect(ledger.table().map(({ by }) => by['user'])).toEqual(['__proto__', 'constructor', 'toString'])
    expect(ledger.table().every(({ by }) => by['metadata.constructor'] === '(none)')).toBe(true)
  })

  test('is exact over a million calls', () => {
    const ledger = createLedger()
    const one = { meta: { cost: cost(0.0000001) } }
    for (let at = 0; at < 1_000_000; at++) answered(ledger, one)
    expect(ledger.total.cost).toBe(0.1)
    expect(ledger.toCSV()).toContain(',0.1,0\r\n')
  })

  test('begins again', () => {
    const ledger = createLedger()
    answered(ledger, { meta: { cost: cost(1) } })
    ledger.reset()
    expect(ledger.table()).toEqual([])
    expect(ledger.total).toMatchObject({ calls: 0, cost: 0 })
  })

  test('is read as JSON', () => {
    const ledger = createLedger({ by: ['model'] })
    answered(ledger, { meta: { cost: cost(1) } })
    const json = JSON.parse(JSON.stringify(ledger))
    expect(json).toMatchObject({ by: ['model'], total: { cost: 1 }, rows: [{ by: { model: 'gpt-4o' }, calls: 1 }] })
    expect(Date.parse(json.since)).not.toBeNaN()
  })

  test('refuses a key that it does not know', () => {
    // What the types do not allow is what is tested.
    expect(() => createLedger({ by: ['team' as LedgerKey] })).toThrow(BadRequestError)
    expect(() => createLedger({ by: ['metadata.'] })).toThrow(BadRequestError)
  })
})

describe('as CSV', () => {
  test.each([
    ['=1+1', `"'=1+1"`],
    ['+cmd', `"'+cmd"`],
    ['-2+3', `"'-2+3"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\tx', `"'\tx"`],
    ['-5', '-5'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['plain', 'plain'],
  ])('%j', (user, cell) => {
    const ledger = createLedger({ by: ['user'] })
    answered(ledger, { call: { user } })
    expect(ledger.toCSV()).toBe(
      `user,calls,errors,unpriced,promptTokens,completionTokens,cachedTokens,cost,saved\r\n${cell},1,0,1,0,0,0,0,0\r\n`,
    )
  })

  test('no cell begins a formula, whatever a caller’s name is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (user) => {
        const ledger = createLedger({ by: ['user'] })
        answered(ledger, { call: { user } })
        const csv = ledger.toCSV()
        const line = csv.slice(csv.indexOf('\r\n') + 2)
        expect(line).not.toMatch(/^"?[=+@\t]/)
      }),
    )
  })

  test('small sums are decimals', () => {
    const ledger = createLedger()
    answered(ledger, { meta: { cost: cost(0.0000001) } })
    expect(ledger.toCSV()).toContain(',0.0000001,0\r\n')
  })
})

test.each([
  [{ by: ['colour'] }, 'by: "colour" is no key of a ledger'],
  [{ by: [5] }, 'by: 5 is no key of a ledger'],
  [{ by: ['metadata.'] }, 'by: "metadata." is no key of a ledger'],
  [{ by: 'model' }, 'by: expected a list of keys'],
  [{ maxKeys: 0 }, 'maxKeys: expected a whole number above 0'],
  [{ maxKeys: Number.NaN }, 'maxKeys: expected a whole number above 0'],
])('a ledger is not made with %j', (options, message) => {
  const untyped = options as LedgerOptions // what the type forbids is what is tested
  expect(() => createLedger(untyped)).toThrow(message)
})
