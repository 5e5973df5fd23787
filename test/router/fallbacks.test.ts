import { describe, expect, test } from 'vitest'
import {
  AuthenticationError,
  BadRequestError,
  BudgetExceededError,
  ContentPolicyViolationError,
  ContextWindowExceededError,
  InternalServerError,
  type RouterConfig,
} from '../../src/index.js'
import type { ProviderCall } from '../../src/provider.js'
import { ask, failing, type Models, routerOver, vendor, wait } from './vendors.js'

const always =
  (make: () => Error): (() => Promise<string>) =>
  async () => {
    throw make()
  }
const broken = () => new InternalServerError('Oops.')
const chain: Models = ['first', 'second', 'third'].map((name) => ({ name, model: `${name}/one`, id: name }))

function three(errors: Array<(() => Error) | undefined>, config: Partial<RouterConfig>) {
  const vendors = ['first', 'second', 'third'].map((id, at) => {
    const error = errors[at]
    return vendor(id, error ? always(error) : () => id)
  })
  const router = routerOver(vendors, chain, { retries: { max: 0 }, ...config })
  const hops: string[] = []
  router.on('fallback', ({ group, to }) => hops.push(`${group} > ${to}`))
  return { router, vendors, hops }
}

const answeredBy = async (router: ReturnType<typeof three>['router'], options = {}) =>
  (await router.completion(ask('first'), options)).meta.deployment

describe('a failure', () => {
  test('goes on to the names that follow, and theirs, and each hop is told', async () => {
    const { router, hops } = three([broken, broken, undefined], {
      fallbacks: { first: ['second'], second: ['third'] },
    })
    const { meta } = await router.completion(ask('first'))
    expect(meta.attempts.map(({ deployment, error }) => [deployment, error])).toEqual([
      ['first', 'InternalServerError'],
      ['second', 'InternalServerError'],
      ['third', undefined],
    ])
    expect(hops).toEqual(['first > second', 'second > third'])
  })

  test('never goes in circles', async () => {
    const { router, vendors } = three([broken, broken, broken], {
      fallbacks: { first: ['second', 'second', 'first'], second: ['first', 'third'], third: ['first'] },
    })
    await expect(router.completion(ask('first'))).rejects.toMatchObject({ attempts: [{}, {}, {}] })
    expect(vendors.map(({ calls }) => calls.length)).toEqual([1, 1, 1])
  })

  test('of a key goes on too, where nobody else of the name could answer', async () => {
    const { router } = three([() => new AuthenticationError('Wrong key.'), undefined, undefined], {
      retries: { max: 2 },
      fallbacks: { first: ['second'] },
    })
    expect(await answeredBy(router)).toBe('second')
    expect(await answeredBy(router)).toBe('second')
  })

  test('for which a name has no list goes to the default ones', async () => {
    const { router } = three([broken, undefined, undefined], { defaultFallbacks: ['third'] })
    expect(await answeredBy(router)).toBe('third')
    const own = three([broken, undefined, undefined], { fallbacks: { first: [] }, defaultFallbacks: ['third'] })
    await expect(own.router.completion(ask('first'))).rejects.toThrow('Oops.')
  })

  test('goes where the call itself says', async () => {
    const { router } = three([broken, undefined, undefined], { fallbacks: { first: ['second'] } })
    expect(await answeredBy(router, { fallbacks: ['third'] })).toBe('third')
    await expect(router.completion(ask('first'), { fallbacks: [{ model: 'third' }] })).rejects.toThrow(BadRequestError)
    await expect(router.completion(ask('first'), { fallbacks: ['fourth'] })).rejects.toThrow('"fourth"')
  })

  test.each([
    ['a prompt too long', () => new ContextWindowExceededError('Too long.'), 'contextWindowFallbacks'],
    ['a filter', () => new ContentPolicyViolationError('Not that.'), 'contentPolicyFallbacks'],
  ] as const)('for %s has a list of its own, and the general one without', async (_, error, list) => {
    const both = three([error, undefined, undefined], {
      fallbacks: { first: ['second'] },
      [list]: { first: ['third'] },
    })
    expect(await answeredBy(both.router)).toBe('third')
    const general = three([error, undefined, undefined], { fallbacks: { first: ['second'] } })
    expect(await answeredBy(general.router)).toBe('second')
  })

  test('goes on only where fallbackOn lets it', async () => {
    const byName = three([broken, undefined, undefined], {
      fallbacks: { first: ['second'] },
      fallbackOn: ['RateLimitError'],
    })
    await expect(answeredBy(byName.router)).rejects.toThrow('Oops.')
    const byFunction = three([broken, undefined, undefined], {
      fallbacks: { first: ['second'] },
      fallbackOn: (error) => error instanceof InternalServerError,
    })
    expect(await answeredBy(byFunction.router)).toBe('second')
    // A retry that finds nobody is no way around it.
    const refused = three([() => new AuthenticationError('Wrong key.'), undefined, undefined], {
      retries: { max: 2 },
      fallbacks: { first: ['second'] },
      fallbackOn: ['RateLimitError'],
    })
    await expect(answeredBy(refused.router)).rejects.toThrow('Wrong key.')
  })

  test('of a wildcard or under an alias finds the list that is written for it', async () => {
    const vendors = [vendor('first', always(broken)), vendor('second', () => 'second')]
    const models: Models = [
      { name: 'first/*', model: 'first/*' },
      { name: 'second', model: 'second/one' },
    ]
    const router = routerOver(vendors, models, {
      fallbacks: { 'first/*': ['second'] },
      aliases: { best: 'first/x' },
      retries: { max: 0 },
    })
    expect((await router.completion(ask('first/anything'))).meta.deployment).toBe('second/one')
    expect((await router.completion(ask('best'))).meta.deployment).toBe('second/one')
  })

  test('of every name ends in the last error, with all attempts', async () => {
    const { router } = three([broken, broken, () => new InternalServerError('The last.')], {
      fallbacks: { first: ['second', 'third'] },
    })
    await expect(router.completion(ask('first'))).rejects.toMatchObject({
      message: 'The last.',
      attempts: [{ deployment: 'first' }, { deployment: 'second' }, { deployment: 'third' }],
    })
  })
})

describe('without room', () => {
  test('each name in turn is looked at, by its own list', async () => {
    const full: Models = chain.map((one) => (one.id === 'third' ? one : { ...one, rpm: 1 }))
    const router = routerOver([vendor('first'), vendor('second'), vendor('third')], full, {
      fallbacks: { first: ['second'], second: ['third'] },
    })
    const answered: Array<string | undefined> = []
    for (let call = 0; call < 3; call++) answered.push((await router.completion(ask('first'))).meta.deployment)
    expect(answered).toEqual(['first', 'second', 'third'])
  })

  test('a failed hop looks on too', async () => {
    const full: Models = chain.map((one) => (one.id === 'second' ? { ...one, rpm: 1 } : one))
    const vendors = [vendor('first', always(broken)), vendor('second'), vendor('third')]
    const router = routerOver(vendors, full, {
      fallbacks: { first: ['second'], second: ['third'] },
      retries: { max: 0 },
      cooldown: { failures: 100, failureRate: 1 },
    })
    expect((await router.completion(ask('first'))).meta.deployment).toBe('second')
    expect((await router.completion(ask('first'))).meta.deployment).toBe('third')
  })

  test('a call waits for all of its names, and takes the first that has room', async () => {
    let release = () => {}
    const held = new Promise<string>((resolve) => {
      release = () => resolve('fine')
    })
    const forever = async (call: ProviderCall) => {
      await wait(60_000, call)
      return 'never'
    }
    const parallel: Models = chain.map((one) => ({ ...one, maxParallel: 1 }))
    const router = routerOver([vendor('first', forever), vendor('second', () => held), vendor('third')], parallel, {
      fallbacks: { first: ['second'] },
    })
    const controller = new AbortController()
    const one = router.completion(ask('first'), { signal: controller.signal })
    const two = router.completion(ask('first'))
    const three = router.completion(ask('first'))
    await new Promise(setImmediate)
    release()
    expect((await two).meta.deployment).toBe('second')
    expect((await three).meta.deployment).toBe('second')
    controller.abort()
    await expect(one).rejects.toThrow()
    expect(router.health().map(({ inFlight, used }) => [inFlight, used])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
  })
})

describe('before anything is sent', () => {
  // A window of 100 tokens and one of 10,000; abilities that are known to be missing.
  const prices = {
    'first/one': { limits: { context: 100 }, abilities: { vision: false, tools: false, schema: false } },
    'second/one': { limits: { context: 10_000 } },
  } as const
  const long = (words: number) => ({
    model: 'first',
    messages: [{ role: 'user' as const, content: 'word '.repeat(words) }],
  })

  test('a prompt too long for all of a name goes to contextWindowFallbacks', async () => {
    const { router, vendors } = three([undefined, undefined, undefined], {
      prices,
      fallbacks: { first: ['third'] },
      contextWindowFallbacks: { first: ['second'] },
    })
    expect((await router.completion(long(500))).meta).toMatchObject({ deployment: 'second', attempts: [{}] })
    expect(vendors[0]?.calls).toHaveLength(0)
    expect(router.explain(long(500))).toMatchObject({ deployment: 'second', group: 'second', fallbacks: ['second'] })
    expect((await router.completion(long(20))).meta.deployment).toBe('first')
  })

  test('and is refused as what it is where no name is large enough', async () => {
    const { router, vendors } = three([undefined, undefined, undefined], { prices })
    await expect(router.completion(long(500))).rejects.toMatchObject({
      name: 'ContextWindowExceededError',
      code: 'no_deployment_fits',
      message: expect.stringMatching(/first takes 100 tokens, the request has about \d+/),
    })
    expect(vendors[0]?.calls).toHaveLength(0)
  })

  test('a prompt near the limit is counted, not estimated', async () => {
    // About 90 tokens by count and 113 by estimate: letters that are rare in words of their own.
    const { router, vendors } = three([undefined, undefined, undefined], { prices })
    const words = { model: 'first', messages: [{ role: 'user' as const, content: 'internationalization '.repeat(21) }] }
    expect(router.explain(words).promptTokens).toBeGreaterThan(100)
    expect((await router.completion(words)).meta.deployment).toBe('first')
    // And the other way: few characters, many tokens.
    const digits = { model: 'first', messages: [{ role: 'user' as const, content: 'x1$ '.repeat(85) }] }
    expect(router.explain(digits).promptTokens).toBeLessThan(100)
    await expect(router.completion(digits)).rejects.toMatchObject({ name: 'ContextWindowExceededError' })
    expect(vendors[0]?.calls).toHaveLength(1)
  })

  test.each([
    [
      'vision',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.test/a.png' } }] }] },
    ],
    ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['schema', { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } } }],
  ] as const)('a model that lacks %s is passed over', async (need, more) => {
    const { router } = three([undefined, undefined, undefined], { prices, fallbacks: { first: ['second'] } })
    const { candidates, deployment } = router.explain({ ...ask('first'), ...(structuredClone(more) as object) })
    expect(deployment).toBe('second')
    expect(candidates[0]).toMatchObject({ eligible: false, reason: `cannot do ${need}` })
  })

  test('nothing of that is looked at with preCallChecks: false', async () => {
    const { router } = three([undefined, undefined, undefined], { prices, preCallChecks: false })
    expect((await router.completion(long(500))).meta.deployment).toBe('first')
  })

  test('a budget that is spent refuses, and says when something is left', async () => {
    const { router } = three([undefined, undefined, undefined], {
      prices: { 'first/one': { prices: { input: 10_000, output: 10_000 } } }, // 0.15 USD a call
      budget: { usd: 0.3, windowMs: 60_000 },
    })
    await router.completion(ask('first'))
    await router.completion(ask('first'))
    const error = await router.completion(ask('first')).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BudgetExceededError)
    expect(error).toMatchObject({ retryAfterMs: expect.any(Number) })
  })

  test('what a misfit has cost counts in the budget', async () => {
    const { z } = await import('zod')
    const { router } = three([undefined, undefined, undefined], {
      prices: { 'first/one': { prices: { input: 10_000, output: 10_000 } } },
      budget: { usd: 0.1 },
    })
    const body = { ...ask('first'), response_format: z.object({ x: z.number() }) }
    await expect(router.completion(body)).rejects.toMatchObject({ name: 'SchemaValidationError' })
    await expect(router.completion(body)).rejects.toBeInstanceOf(BudgetExceededError)
  })
})

test('a failure of one attempt and a success of the next are one answer', async () => {
  const once = vendor('first', failing('second try', broken()))
  const router = routerOver([once, vendor('second')], chain.slice(0, 1))
  const { choices, meta } = await router.completion(ask('first'))
  expect(choices[0]?.message.content).toBe('second try')
  expect(meta.attempts).toHaveLength(2)
})
