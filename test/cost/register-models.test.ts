import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isModelRelayError } from '../../src/contract/errors.js'
import type { HookEvents } from '../../src/contract/hooks.js'
import { createRelay } from '../../src/relay.js'

describe('a table of our form', () => {
  test('prices, limits and abilities are those of the table', () => {
    const relay = createRelay()
    relay.registerModels({
      'acme/large': {
        mode: 'chat',
        prices: { input: 1, output: 2, tiers: [{ above: 1000, rates: { input: 2 } }] },
        limits: { context: 8000 },
        abilities: { vision: true, tools: false },
      },
    })
    expect(relay.getModelInfo('acme/large')).toMatchObject({ provider: 'acme', model: 'large', prices: { input: 1 } })
    expect(relay.supports('acme/large', 'vision')).toBe(true)
    expect(relay.supports('acme/large', 'tools')).toBe(false)
    expect(relay.supports('acme/large', 'pdf')).toBe(false)
  })

  test('a later table adds to an earlier one', () => {
    const relay = createRelay({ prices: { 'acme/a': { prices: { input: 1 } }, 'acme/b': { prices: { input: 2 } } } })
    relay.registerModels({ 'acme/b': { prices: { input: 3 } } })
    relay.registerModels({ 'acme/c': { prices: { input: 4 } } })
    expect(['a', 'b', 'c'].map((model) => relay.getModelInfo(`acme/${model}`)?.prices?.input)).toEqual([1, 3, 4])
  })

  test('a bare name goes to its maker', () => {
    const relay = createRelay({ prices: { 'gpt-4o': { prices: { input: 9, output: 9 } } } })
    expect(relay.getModelInfo('openai/gpt-4o')?.prices?.input).toBe(9)
  })

  test('what is changed in it afterwards changes nothing', () => {
    const relay = createRelay()
    const table = { 'acme/a': { prices: { input: 1 } } }
    relay.registerModels(table)
    table['acme/a'].prices.input = 5
    expect(relay.getModelInfo('acme/a')?.prices?.input).toBe(1)
  })

  test('it is that of one relay', () => {
    createRelay().registerModels({ 'acme/a': { prices: { input: 1 } } })
    expect(createRelay().getModelInfo('acme/a')).toBeUndefined()
  })
})

describe('LiteLLM’s form', () => {
  const relay = createRelay({
    prices: {
      sample_spec: { litellm_provider: 'one of https://docs.litellm.ai/docs/providers', input_cost_per_token: 0 },
      'my-gpt': {
        litellm_provider: 'openai',
        mode: 'chat',
        input_cost_per_token: 2.5e-6,
        output_cost_per_token: 1e-5,
        cache_read_input_token_cost: 2.5e-7,
        input_cost_per_token_above_200k_tokens: 5e-6,
        output_cost_per_token_batches: 5e-6,
        max_input_tokens: 1000,
        max_output_tokens: 100,
        supports_vision: true,
        search_context_cost_per_query: { search_context_size_medium: 0.01 },
        source: 'https://example.com/prices',
      },
      'dashscope/tiered': {
        litellm_provider: 'dashscope',
        mode: 'chat',
        tiered_pricing: [
          { range: [0, 1000], input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 },
          { range: [1000, 5000], input_cost_per_token: 3e-6, output_cost_per_token: 4e-6 },
        ],
      },
    },
  })

  test('a price by token becomes one by million', () => {
    expect(relay.getModelInfo('openai/my-gpt')).toEqual({
      provider: 'openai',
      model: 'my-gpt',
      mode: 'chat',
      prices: {
        input: 2.5,
        output: 10,
        cacheRead: 0.25,
        webSearch: 0.01,
        tiers: [{ above: 200_000, rates: { input: 5 } }],
        service: { batch: { output: 5 } },
      },
      limits: { input: 1000, output: 100 },
      abilities: { vision: true },
      source: 'https://example.com/prices',
    })
  })

  test('the first of its tiers is the base', () => {
    expect(relay.getModelInfo('dashscope/tiered')?.prices).toEqual({
      input: 1,
      output: 2,
      tiers: [{ above: 1000, rates: { input: 3, output: 4 } }],
    })
  })

  test('its sample entry is no model', () => {
    expect(relay.getModelInfo('openai/sample_spec')).toBeUndefined()
  })
})

describe('a table with a mistake is refused, and says where', () => {
  test.each([
    ['["acme/a"].prices.input', { 'acme/a': { prices: { input: -1 } } }],
    ['["acme/a"].prices.output', { 'acme/a': { prices: { output: Number.NaN } } }],
    ['["acme/a"].prices.output', { 'acme/a': { prices: { output: Number.POSITIVE_INFINITY } } }],
    ['["acme/a"].prices.cacheRead', { 'acme/a': { prices: { cacheRead: '0.1' } } }],
    ['["acme/a"].prices.inptu', { 'acme/a': { prices: { inptu: 1 } } }],
    ['["acme/a"].price', { 'acme/a': { price: { input: 1 } } }],
    ['["acme/a"].prices.tools.shell', { 'acme/a': { prices: { tools: { shell: -1 } } } }],
    ['["acme/a"].prices.tiers[0].above', { 'acme/a': { prices: { tiers: [{ above: '1', rates: {} }] } } }],
    ['["acme/a"].prices.tiers[0].rates', { 'acme/a': { prices: { tiers: [{ above: 1 }] } } }],
    [
      '["acme/a"].prices.tiers[1].above',
      {
        'acme/a': {
          prices: {
            tiers: [
              { above: 5, rates: {} },
              { above: 5, rates: {} },
            ],
          },
        },
      },
    ],
    ['["acme/a"].prices.service.batch.input', { 'acme/a': { prices: { service: { batch: { input: null } } } } }],
    ['["acme/a"].prices.changes[0].from', { 'acme/a': { prices: { changes: [{ from: '2026-13-01', prices: {} }] } } }],
    [
      '["acme/a"].prices.hours[0].end',
      { 'acme/a': { prices: { hours: [{ start: '01:00', end: '24:00', rates: {} }] } } },
    ],
    ['["acme/a"].limits.context', { 'acme/a': { limits: { context: 1.5 } } }],
    ['["acme/a"].abilities.fly', { 'acme/a': { abilities: { fly: true } } }],
    ['["acme/a"].mode', { 'acme/a': { mode: 'talk' } }],
    ['["acme/a"].deprecatedOn', { 'acme/a': { deprecatedOn: 'soon' } }],
    ['["acme/a"]', { 'acme/a': null }],
    ['["nobody"]', { nobody: { prices: { input: 1 } } }],
    ['["x"].input_cost_per_token', { x: { litellm_provider: 'openai', input_cost_per_token: '1e-6' } }],
    ['["x"].output_cost_per_token', { x: { litellm_provider: 'openai', output_cost_per_token: -1 } }],
    [
      '["x"].search_context_cost_per_query.search_context_size_low',
      { x: { litellm_provider: 'openai', search_context_cost_per_query: { search_context_size_low: 'free' } } },
    ],
    [
      '["x"].tiered_pricing[0].input_cost_per_token',
      { x: { litellm_provider: 'openai', tiered_pricing: [{ range: [0, 1], input_cost_per_token: Number.NaN }] } },
    ],
    ['table', []],
    ['table', 'gpt-4o'],
    ['table', {}],
  ])('%s', (path, table) => {
    const relay = createRelay({ prices: { 'acme/a': { prices: { input: 1 } } } })
    // What JavaScript allows and the types do not.
    expect(() => relay.registerModels(table as never)).toThrow(expect.objectContaining({ param: path }))
    expect(relay.getModelInfo('acme/a')?.prices?.input).toBe(1)
  })

  test('settings with such a table make no relay', () => {
    expect(() => createRelay({ prices: { 'acme/a': { prices: { input: -1 } } } })).toThrow('["acme/a"].prices.input')
  })

  test('a name of the prototype is a name like others', () => {
    const relay = createRelay()
    relay.registerModels(
      JSON.parse('{ "acme/__proto__": { "prices": { "input": 1 } }, "__proto__/a": { "prices": { "input": 2 } } }'),
    )
    expect(relay.getModelInfo('acme/__proto__')?.prices?.input).toBe(1)
    expect(relay.getModelInfo('__proto__/a')?.prices?.input).toBe(2)
    expect(({} as Record<string, unknown>)['prices']).toBeUndefined()
  })
})

describe('a table that is read when asked for', () => {
  const table = (models: number, input = 1) =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: models }, (_, at) => [`acme/m${at}`, { prices: { input } }])),
    )
  let server: Server
  let url: string
  let folder: string
  let answer: { status?: number; body: string }
  const told: HookEvents['onPrices'][] = []
  const makeRelay = () => createRelay({ hooks: { onPrices: (event) => told.push(event) } })

  beforeAll(async () => {
    server = createServer((_, response) => response.writeHead(answer.status ?? 200).end(answer.body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A server that listens on TCP has an address of this form.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/table.json?token=secret`
    folder = await mkdtemp(join(tmpdir(), 'modelrelay-prices-'))
  })
  afterAll(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => {
    told.length = 0
  })

  test('from a URL, and the hook is told', async () => {
    answer = { body: table(4) }
    const relay = makeRelay()
    await relay.registerModels({ url })
    expect(relay.getModelInfo('acme/m3')?.prices?.input).toBe(1)
    expect(told).toEqual([{ source: url.replace(/\?.*/, ''), models: 4 }])
  })

  test('from a file', async () => {
    const file = join(folder, 'table.json')
    await writeFile(file, table(2))
    const relay = makeRelay()
    await relay.registerModels({ file })
    expect(relay.getModelInfo('acme/m1')?.prices?.input).toBe(1)
  })

  test('again, its models are those of the new table alone', async () => {
    const relay = makeRelay()
    answer = { body: table(4) }
    await relay.registerModels({ url })
    answer = { body: table(3, 2) }
    await relay.registerModels({ url })
    expect(relay.getModelInfo('acme/m0')?.prices?.input).toBe(2)
    expect(relay.getModelInfo('acme/m3')).toBeUndefined()
  })

  test.each([
    ['that lost more than half of its models', { body: table(4) }, 'model_table_shrunk'],
    ['that is no JSON', { body: '{' }, 'model_source_unreadable'],
    ['that has a mistake', { body: table(10).replace('1', '-1') }, 'invalid_model_table'],
    ['with an error status', { status: 500, body: table(10) }, 'model_source_unreadable'],
    ['that is too large', { body: `${' '.repeat(5000)}${table(10)}` }, 'model_source_unreadable'],
  ])('one %s is refused, the old one stays, and the hook is told', async (_, next, code) => {
    const relay = makeRelay()
    answer = { body: table(10) }
    await relay.registerModels({ url, maxBytes: 5000 })
    answer = next
    const error: unknown = await relay.registerModels({ url, maxBytes: 5000 }).catch((thrown: unknown) => thrown)
    expect(isModelRelayError(error, code)).toBe(true)
    expect(String(error)).not.toContain('secret')
    expect(relay.getModelInfo('acme/m9')?.prices?.input).toBe(1)
    expect(told.at(-1)).toEqual({ source: url.replace(/\?.*/, ''), error })
  })

  test('a server that does not answer is given up', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const reading = makeRelay().registerModels({ url: `http://127.0.0.1:${port}/`, timeout: 50 })
    await expect(reading).rejects.toThrow('took longer than 50 ms')
    silent.closeAllConnections()
    silent.close()
  })

  test('the caller’s abort ends it with the reason', async () => {
    const reason = new Error('enough')
    const reading = makeRelay().registerModels({ url, signal: AbortSignal.abort(reason) })
    await expect(reading).rejects.toBe(reason)
  })

  test('only from http, https and files', async () => {
    await expect(makeRelay().registerModels({ url: 'ftp://example.com/' })).rejects.toThrow(
      'ftp: is not http: or https:',
    )
    await expect(makeRelay().registerModels({ file: join(folder, 'absent.json') })).rejects.toThrow('ENOENT')
    await expect(makeRelay().registerModels({ url: 'nowhere' })).rejects.toThrow('url: expected a whole URL')
  })
})

test('nothing reads a table of its own accord', () => {
  const sources = ['load-prices', 'price-book', 'price-table'].map((name) =>
    readFileSync(join(import.meta.dirname, `../../src/cost/${name}.ts`), 'utf8'),
  )
  expect(sources.join('\n')).not.toMatch(/\bfetch\b|https?:/)
})
