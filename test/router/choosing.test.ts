import { describe, expect, test } from 'vitest'
import { BadRequestError, NotFoundError } from '../../src/index.js'
import { ask, type Models, routerOver, tally, vendor } from './vendors.js'

const a = vendor('a')
const b = vendor('b')
const two: Models = [
  { name: 'chat', model: 'a/one' },
  { name: 'chat', model: 'b/one' },
]

describe('the name of a group', () => {
  test('is answered by its deployments, each with its share', async () => {
    const router = routerOver(
      [a, b],
      [
        { name: 'chat', model: 'a/one', weight: 3 },
        { name: 'chat', model: 'b/one' },
      ],
    )
    expect(await tally(router, 40)).toEqual({ 'a/one': 30, 'b/one': 10 })
  })

  test('may be another name for it', async () => {
    const router = routerOver([a, b], two, { aliases: { fast: 'chat' } })
    expect(await tally(router, 4, ask('fast'))).toEqual({ 'a/one': 2, 'b/one': 2 })
  })

  test('ends in a star that stands for the rest', async () => {
    const seen: string[] = []
    const any = vendor('any', ({ model }) => {
      seen.push(model)
      return model
    })
    const router = routerOver(
      [any],
      [
        { name: 'any/*', model: 'any/*', id: 'wide' },
        { name: 'any/big-*', model: 'any/huge-*', id: 'narrow' },
        { name: 'any/big-known', model: 'any/known' },
      ],
    )
    for (const name of ['any/thing', 'any/big-thing', 'any/big-known']) await router.completion(ask(name))
    expect(seen).toEqual(['thing', 'huge-thing', 'known'])
    expect(router.health().map(({ deployment }) => deployment)).toEqual(['any/known', 'wide:thing', 'narrow:thing'])
  })

  test('that nobody answers for is refused with those that there are', async () => {
    const error = await routerOver([a, b], two)
      .completion(ask('chatt'))
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toMatchObject({ code: 'unknown_model_group', message: expect.stringContaining('There are: chat.') })
  })

  test('is answered through every method of a relay', async () => {
    const router = routerOver([a, b], two)
    const created = await router.chat.completions.create(ask())
    expect(created.meta.deployment).toBeDefined()
    const vectors = await router.embedding({ model: 'chat', input: ['x', 'y'] })
    expect(vectors.data).toHaveLength(2)
    expect(vectors.meta.deployment).toMatch(/one$/)
    const stream = await router.completion({ ...ask(), stream: true })
    expect((await stream.final()).choices[0]?.message.content).toMatch(/^I am/)
  })
})

describe('a call', () => {
  const models: Models = [
    { name: 'chat', model: 'a/one', id: 'eu-fast', region: 'eu', tags: ['fast', 'cheap'], weight: 1 },
    { name: 'chat', model: 'a/two', id: 'us-fast', region: 'us', tags: ['fast'] },
    { name: 'chat', model: 'b/one', id: 'anywhere' },
  ]

  test('with tags takes only deployments that have all of them', async () => {
    const router = routerOver([a, b], models)
    const reply = await router.completion(ask(), { tags: ['fast', 'cheap'] })
    expect(reply.meta.deployment).toBe('eu-fast')
    await expect(router.completion(ask(), { tags: ['slow'] })).rejects.toThrow('anywhere has not the tags slow')
  })

  test('with a region goes nowhere else, and not where the region is not known', async () => {
    const router = routerOver([a, b], models)
    const both = new Set<string | undefined>()
    for (let call = 0; call < 6; call++)
      both.add((await router.completion(ask(), { region: ['us', 'eu'] })).meta.deployment)
    expect([...both].sort()).toEqual(['eu-fast', 'us-fast'])
    expect((await router.completion(ask(), { region: 'us' })).meta.deployment).toBe('us-fast')
    await expect(router.completion(ask(), { region: 'asia' })).rejects.toThrow(
      'eu-fast is in eu, not in asia; us-fast is in us, not in asia; anywhere is in no known region, not in asia',
    )
  })

  test('takes the lowest order that has room', async () => {
    const router = routerOver(
      [a, b],
      [
        { name: 'chat', model: 'a/one', order: 1, rpm: 2 },
        { name: 'chat', model: 'b/one', order: 2 },
      ],
    )
    expect(await tally(router, 5)).toEqual({ 'a/one': 2, 'b/one': 3 })
  })

  test('takes weight 0 only where no other can', async () => {
    const router = routerOver(
      [a, b],
      [
        { name: 'chat', model: 'a/one', rpm: 3 },
        { name: 'chat', model: 'b/one', weight: 0 },
      ],
    )
    expect(await tally(router, 5)).toEqual({ 'a/one': 3, 'b/one': 2 })
  })

  test('costs what the deployment says, or what the model costs that it really is', async () => {
    const router = routerOver(
      [a, b],
      [
        { name: 'own', model: 'a/one', prices: { input: 1_000_000, output: 2_000_000 } },
        { name: 'base', model: 'b/one', baseModel: 'openai/gpt-4o' },
      ],
    )
    const own = await router.completion(ask('own'))
    expect(own.meta.cost).toMatchObject({ input: 10, output: 10, total: 20, source: 'custom' })
    const base = await router.completion(ask('base'))
    expect(base.meta.cost).toMatchObject({ source: 'table' })
    expect(base.meta.cost?.total).toBeGreaterThan(0)
  })

  test('may not bring a connection of its own, since who answers is not its choice', async () => {
    const router = routerOver([a, b], two)
    const before = a.calls.length + b.calls.length
    for (const options of [{ apiKey: 'sk-of-the-caller' }, { baseURL: 'http://localhost' }, { headers: { a: 'b' } }])
      await expect(router.completion(ask(), options)).rejects.toThrow(/a router's calls use the connections/)
    expect(a.calls.length + b.calls.length).toBe(before)
    expect(() => routerOver([a], two, { defaults: { apiKey: 'sk-x' } })).toThrow(/^defaults\.apiKey: /)
  })

  test('a strategy of the user chooses; one that throws is reported, and the call goes on', async () => {
    const reports: unknown[] = []
    const chosen = routerOver([a, b], two, { strategy: (candidates) => candidates.find(({ id }) => id === 'b/one') })
    expect(await tally(chosen, 3)).toEqual({ 'b/one': 3 })
    const broken = routerOver([a, b], two, {
      strategy: () => {
        throw new Error('no idea')
      },
      onFailure: ({ source, name }) => reports.push([source, name]),
    })
    expect(await tally(broken, 1)).toEqual({ 'a/one': 1 })
    expect(reports).toEqual([['router', 'strategy']])
  })
})

test('no key of a deployment is in an error, in health() or in explain()', async () => {
  const key = 'sk-deployment-0123456789abcdef'
  const leaky = vendor('leaky', () => {
    throw new Error(`Wrong key ${key}`)
  })
  const router = routerOver([leaky], [{ name: 'chat', model: 'leaky/one', apiKey: key }], { retries: { max: 0 } })
  const events: unknown[] = []
  router.on('deployment-down', ({ error }) => events.push(String(error)))
  const error = await router.completion(ask()).catch((thrown: unknown) => thrown)
  if (!(error instanceof Error)) throw new TypeError('expected an error')
  const all = [error.message, error.stack, String(error.cause), router.health(), router.explain(ask()), events]
  expect(JSON.stringify(all)).not.toContain(key)
})

test.each<[string, Parameters<typeof routerOver>[1], Parameters<typeof routerOver>[2], RegExp]>([
  ['no deployment', [], {}, /^models: /],
  ['a model without a provider', [{ name: 'x', model: 'gpt' }], {}, /^models\[0\]\.model: /],
  ['a star in the middle', [{ name: 'a*b', model: 'a/b' }], {}, /^models\[0\]\.name: /],
  [
    'one id twice',
    [
      { name: 'x', model: 'a/b', id: 'i' },
      { name: 'x', model: 'a/c', id: 'i' },
    ],
    {},
    /^models: two/,
  ],
  ['a limit of nothing', [{ name: 'x', model: 'a/b', rpm: 0 }], {}, /^models\[0\]\.rpm: /],
  ['a region that is no name', [{ name: 'x', model: 'a/b', region: 1 as never }], {}, /^models\[0\]\.region: /],
  ['an unknown fallback', [{ name: 'x', model: 'a/b' }], { fallbacks: { x: ['y'] } }, /^fallbacks\.x\[0\]: /],
  ['a star as a fallback', [{ name: 'x*', model: 'a/b' }], { fallbacks: { 'x*': ['x*'] } }, /^fallbacks\.x\*\[0\]: /],
  ['an alias of nobody', [{ name: 'x', model: 'a/b' }], { aliases: { y: 'z' } }, /^aliases\.y: /],
  ['an unknown strategy', [{ name: 'x', model: 'a/b' }], { strategy: 'best' as never }, /^strategy: /],
  [
    'parts above the whole',
    [{ name: 'x', model: 'a/b' }],
    { split: { x: [{ percent: 101, to: 'x' }] } },
    /^split\.x: /,
  ],
  [
    'a rule that cannot be read',
    [{ name: 'x', model: 'a/b' }],
    { degrade: [{ name: 'x', to: 'x', when: 'often' as never }] },
    /^degrade\[0\]\.when: /,
  ],
  ['an outcome that is none', [{ name: 'x', model: 'a/b' }], { onStreamError: 'ignore' as never }, /^onStreamError: /],
  [
    'a way to wait that is none',
    [{ name: 'x', model: 'a/b' }],
    { whenUnavailable: 'hope' as never },
    /^whenUnavailable: /,
  ],
])('%s is refused by its path', (_, models, config, message) => {
  expect(() => routerOver([a], models, config)).toThrow(BadRequestError)
  expect(() => routerOver([a], models, config)).toThrow(message)
})
