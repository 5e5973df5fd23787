import { expect, test, vi } from 'vitest'
import { memoryCache } from '../../src/cache/memory-cache.js'
import { APIConnectionError } from '../../src/contract/errors.js'
import { createRouter } from '../../src/router.js'
import { scriptedProvider } from '../support/scripted-provider.js'

const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hi' }] }
const gone = new APIConnectionError('gone', { retryable: false })

test('a group answers from the cache, whichever deployment said it; a hit has no deployment', async () => {
  const { provider, calls } = scriptedProvider()
  const models = ['a', 'b'].map((model) => ({ name: 'chat', model: `scripted/${model}`, id: model }))
  const router = createRouter({ providers: [provider], models, cache: memoryCache() })
  const first = await router.completion(body)
  expect(['a', 'b']).toContain(first.meta.deployment)
  for (let call = 0; call < 5; call++) {
    const { meta, choices } = await router.completion(body)
    expect(meta).toMatchObject({ cache: 'hit', attempts: [] })
    expect(meta.deployment).toBeUndefined()
    expect(choices).toEqual(first.choices)
  }
  expect(calls).toHaveLength(1)
  await router.close()
})

test('what a fallback group said is not kept', async () => {
  const { provider, calls } = scriptedProvider({ a: [{ error: gone }, { text: 'from a' }], b: [{ text: 'from b' }] })
  const router = createRouter({
    providers: [provider],
    models: [
      { name: 'chat', model: 'scripted/a' },
      { name: 'backup', model: 'scripted/b' },
    ],
    fallbacks: { chat: ['backup'] },
    retries: { max: 0 },
    cache: memoryCache(),
  })
  expect((await router.completion(body)).choices[0]?.message.content).toBe('from b')
  expect((await router.completion(body)).choices[0]?.message.content).toBe('from a')
  expect((await router.completion(body)).meta.cache).toBe('hit')
  expect(calls).toHaveLength(3)
  await router.close()
})

test('what was asked is copied to a shadow, what was found is not; copies are not answered from the cache', async () => {
  const { provider, calls } = scriptedProvider()
  const shadows = vi.fn()
  const router = createRouter({
    providers: [provider],
    models: [
      { name: 'chat', model: 'scripted/a' },
      { name: 'new', model: 'scripted/b' },
    ],
    shadow: { chat: { to: 'new' } },
    cache: memoryCache(),
  })
  router.on('shadow', shadows)
  await router.completion(body)
  await vi.waitFor(() => expect(shadows).toHaveBeenCalledOnce())
  await router.completion(body)
  expect(calls.map(({ model }) => model)).toEqual(['a', 'b'])
  expect((await router.completion({ ...body, model: 'new' })).meta.cache).toBe('miss')
  await router.close()
})

test('what a split leads to is kept under the name that was asked', async () => {
  const { provider, calls } = scriptedProvider()
  const router = createRouter({
    providers: [provider],
    models: [
      { name: 'chat', model: 'scripted/a' },
      { name: 'new', model: 'scripted/b' },
    ],
    split: { chat: [{ percent: 100, to: 'new' }] },
    cache: memoryCache(),
  })
  const first = await router.completion(body)
  expect(first.choices[0]?.message.content).toBe('I am b')
  expect((await router.completion(body)).meta.cache).toBe('hit')
  expect(calls).toHaveLength(1)
  await router.close()
})

test('a call with a connection of its own is refused, found or not', async () => {
  const { provider } = scriptedProvider()
  const router = createRouter({
    providers: [provider],
    models: [{ name: 'chat', model: 'scripted/a' }],
    cache: memoryCache(),
  })
  await router.completion(body)
  await expect(router.completion(body, { apiKey: 'k' })).rejects.toThrow('apiKey: a router')
  await router.close()
})
