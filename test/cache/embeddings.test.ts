import { expect, test } from 'vitest'
import { memoryCache } from '../../src/cache/memory-cache.js'
import type { Cache, CacheEntry } from '../../src/contract/cache.js'
import type { EmbeddingRequest } from '../../src/contract/embedding.js'
import { createRelay } from '../../src/relay.js'

const MODEL = 'fake/embedder'

/** A provider that counts: a text's vector is its length, its tokens too. */
function relayOver(cache: Cache) {
  const sent: unknown[] = []
  const failures: unknown[] = []
  const relay = createRelay({
    cache,
    onFailure: ({ error }) => failures.push(error),
    defaults: { prices: { input: 1_000_000 } },
    providers: [
      {
        id: 'fake',
        params: () => [],
        complete: () => Promise.reject(new TypeError('none')),
        stream: () => Promise.reject(new TypeError('none')),
        embed: async ({ input, encoding_format }, { model }) => {
          sent.push(input)
          const items = (typeof input === 'string' ? [input] : input) as Array<string | number[]> // asked in lists
          const tokens = items.reduce((sum, { length }) => sum + length, 0)
          return {
            object: 'list',
            model,
            data: items.map(({ length }, index) => ({
              object: 'embedding',
              index,
              embedding: encoding_format === 'base64' ? Buffer.from(`v${length}`).toString('base64') : [length, 0],
            })),
            usage: { prompt_tokens: tokens, total_tokens: tokens },
          }
        },
      },
    ],
  })
  const ask = (input: EmbeddingRequest['input'], more: Partial<EmbeddingRequest> = {}) =>
    relay.embedding({ model: MODEL, input, ...more })
  return { relay, ask, sent, failures }
}

test('only what is missing is sent, once each, and comes back in order', async () => {
  const { ask, sent, relay } = relayOver(memoryCache())
  const first = await ask(['a', 'bb'])
  expect(first.meta.cache).toBe('miss')
  const mixed = await ask(['ccc', 'bb', 'ccc', 'a', 'dddd'])
  expect(sent).toEqual([
    ['a', 'bb'],
    ['ccc', 'dddd'],
  ])
  expect(mixed.data.map(({ index, embedding }) => [index, embedding])).toEqual([
    [0, [3, 0]],
    [1, [2, 0]],
    [2, [3, 0]],
    [3, [1, 0]],
    [4, [4, 0]],
  ])
  expect(mixed.usage).toEqual({ prompt_tokens: 13, total_tokens: 13 })
  expect(mixed.meta).toMatchObject({ cache: 'miss', savedCost: 3, cost: { total: 7 } })
  const whole = await ask(['a', 'bb', 'dddd'])
  expect(whole.meta).toMatchObject({ cache: 'hit', cost: { total: 0 } })
  expect(whole.meta.savedCost).toBeCloseTo(1.5 + 1.5 + 3.5)
  expect(sent).toHaveLength(2)
  expect(relay.cacheStatistics()[0]).toMatchObject({ hits: 5, misses: 5, errors: 0 })
})

test('a hit equals the original, as numbers, as base64 and of one text or of tokens', async () => {
  const { ask, sent } = relayOver(memoryCache())
  for (const [input, more] of [
    ['one text', {}],
    [['one text', 'two'], { encoding_format: 'base64' }],
    [[1, 2, 3], {}],
    [[[1, 2], [3]], { dimensions: 2 }],
  ] as const) {
    const [asked, before] = [structuredClone(input) as EmbeddingRequest['input'], sent.length]
    const { meta: _, ...first } = await ask(asked, more)
    const { meta, ...second } = await ask(asked, more)
    expect(second).toEqual(first)
    expect(meta.cache).toBe('hit')
    expect(sent.length).toBe(before + 1)
  }
})

test('other dimensions, users and models are other vectors', async () => {
  const { ask, sent, relay } = relayOver(memoryCache())
  await ask('a')
  await ask('a', { dimensions: 2 })
  await ask('a', { user: 'u' })
  await relay.embedding({ model: MODEL, input: 'a' }, { user: 'u' })
  await relay.embedding({ model: MODEL, input: 'a' }, { cache: false })
  expect(sent).toHaveLength(5)
})

test('a damaged vector and a cache that fails are misses', async () => {
  const bodies = ['{', '{"embedding":"x"}', '{"embedding":[1,"2"],"tokens":1}', '{"tokens":1}']
  for (const body of bodies) {
    const entry: CacheEntry = { v: 1, kind: 'embedding', createdAt: Date.now(), body, provider: 'p', model: 'm' }
    const { ask, failures } = relayOver({ ...memoryCache(), get: () => entry })
    expect((await ask('a')).meta.cache).toBe('miss')
    expect(failures).toHaveLength(1)
  }
  const { ask, failures } = relayOver({ ...memoryCache(), getMany: () => Promise.reject(new Error('sick')) })
  expect((await ask(['a', 'b'])).data).toHaveLength(2)
  expect(failures).toHaveLength(1)
})
