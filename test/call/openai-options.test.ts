import type OpenAI from 'openai'
import { afterEach, describe, expect, test } from 'vitest'
import { createRelay } from '../../src/index.js'
import { type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined
afterEach(() => simulator?.close())

const body = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hello' }] }

async function sent(options: OpenAI.RequestOptions) {
  simulator = await startSimulator()
  const relay = createRelay({ providers: { openai: { apiKey: 'sk-test', baseURL: simulator.url('openai') } } })
  await relay.chat.completions.create(body, options)
  await relay.embeddings.create({ model: 'openai/text-embedding-3-small', input: 'Hello' }, options).catch(() => {})
  const [chat, embedding] = simulator.requests
  if (!chat || !embedding) throw new Error('two requests were expected')
  expect(embedding.headers['x-a']).toBe(chat.headers['x-a'])
  return chat
}

describe("the second argument of OpenAI's SDK", () => {
  test.each<[string, OpenAI.RequestOptions['headers']]>([
    ['an object', { 'X-A': 'one', 'user-agent': null, 'content-type': undefined }],
    ['an object of lists', { 'X-A': ['one'], 'user-agent': [null] }],
    [
      'a list of pairs',
      [
        ['X-A', 'one'],
        ['user-agent', null],
      ],
    ],
    ['Headers', new Headers({ 'X-A': 'one' })],
  ])('takes headers as %s', async (_, headers) => {
    const { headers: got } = await sent({ headers })
    expect(got['x-a']).toBe('one')
    expect(got['content-type']).toContain('application/json')
    expect(got['authorization']).toBe('Bearer sk-test')
  })

  test('joins several values of a header', async () => {
    const { headers } = await sent({ headers: { 'x-a': ['one', 'two'] } })
    expect(headers['x-a']).toBe('one, two')
  })

  test('deletes a header by null', async () => {
    simulator = await startSimulator({ requireKey: false })
    const relay = createRelay({ providers: { openai: { apiKey: 'sk-test', baseURL: simulator.url('openai') } } })
    await relay.chat.completions.create(body, { headers: { Authorization: null } })
    expect(simulator.requests[0]?.headers['authorization']).toBeUndefined()
  })

  test('sends its idempotency key as a header', async () => {
    expect((await sent({ idempotencyKey: 'once' })).headers['idempotency-key']).toBe('once')
  })

  test('writes query values of any type, without those that are null', async () => {
    const query = { n: 1, yes: true, none: null, missing: undefined, filter: { a: 'b' } }
    expect(decodeURIComponent((await sent({ query })).url)).toMatch(/\?n=1&yes=true&filter\[a\]=b$/)
  })

  test('leaves out what is of its own way of sending, and what is undefined', async () => {
    const options: OpenAI.RequestOptions = {
      path: '/elsewhere',
      method: 'get',
      signal: undefined,
      stream: undefined,
      fetchOptions: {},
      maxRetries: 0,
      timeout: 5000,
    }
    expect((await sent(options)).path).toBe('/v1/chat/completions')
  })

  test('ends the call by its signal', async () => {
    const call = createRelay().chat.completions.create(body, { signal: AbortSignal.abort(new Error('enough')) })
    await expect(call).rejects.toThrow()
  })

  test.each(['headers', 'query'])('refuses %s that are no object', async (name) => {
    const call = createRelay().chat.completions.create(body, { mock: 'Hi', ...{ [name]: 'x-a: one' } })
    await expect(call).rejects.toMatchObject({ param: name })
  })

  test('still takes our own options', async () => {
    const reply = await createRelay().chat.completions.create(body, { mock: 'Hi', tags: ['a'] })
    expect(reply.choices[0]?.message.content).toBe('Hi')
  })
})
