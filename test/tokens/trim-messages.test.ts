import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChatMessage, ContextWindowExceededError, type TrimOptions, trimMessages } from '../../src/index.js'
import { countPrompt } from '../../src/tokens/count-prompt.js'

const model = 'openai/gpt-4o'
const user = (content: string): ChatMessage => ({ role: 'user', content })
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content })
const system = (content: string): ChatMessage => ({ role: 'system', content })
const call = (...ids: string[]): ChatMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'look_up', arguments: '{"q":"x"}' } })),
})
const result = (id: string, content: string): ChatMessage => ({ role: 'tool', tool_call_id: id, content })
const words = (count: number) => 'word '.repeat(count)

const tokensOf = async (messages: readonly ChatMessage[]) =>
  (await countPrompt(model, { messages: [...messages] })).tokens
const trim = (messages: ChatMessage[], maxTokens: number, more: Partial<TrimOptions> = {}) =>
  trimMessages(messages, { model, maxTokens, ...more })

describe('trimMessages', () => {
  test('leaves a history that fits as it is, in a list of its own', async () => {
    const messages = [system('Be brief.'), user('Hello')]
    const fitting = await trim(messages, 1000)
    expect(fitting).toEqual(messages)
    expect(fitting).not.toBe(messages)
  })

  test('drops the oldest turns whole, and keeps instructions wherever they stand', async () => {
    const messages = [
      system('Be brief.'),
      user(words(50)),
      assistant(words(50)),
      system('Speak French.'),
      user('second'),
      assistant('two'),
      user('third'),
    ]
    expect(await trim(messages, 60)).toEqual([
      system('Be brief.'),
      system('Speak French.'),
      user('second'),
      assistant('two'),
      user('third'),
    ])
  })

  test('drops a call with its results, also where a result comes late', async () => {
    const messages = [
      user('one'),
      call('a', 'b'),
      result('a', words(40)),
      user('two'),
      result('b', 'late'),
      user('three'),
    ]
    const fitting = await trim(messages, 40, { keep: 2 })
    expect(fitting.filter(({ role }) => role === 'tool' || role === 'assistant')).toEqual([])
    expect(fitting.at(-1)).toEqual(user('three'))
  })

  test('begins with a user turn, though an answer before it would fit', async () => {
    const messages = [user(words(200)), assistant('short'), user('next')]
    expect(await trim(messages, 50)).toEqual([user('next')])
  })

  test('keeps as many latest turns as asked for', async () => {
    const messages = [user('one'), assistant(words(20)), user('two'), assistant(words(20)), user('three')]
    await expect(trim(messages, 30, { keep: 2 })).resolves.toEqual([user('two'), user('three')])
    expect(await trim(messages, 50, { keep: 2 })).toEqual(messages.slice(2))
  })

  test('drops the oldest rounds of tools within a turn that is too long', async () => {
    const rounds = ['a', 'b', 'c'].flatMap((id) => [call(id), result(id, words(30))])
    expect(await trim([user('go'), ...rounds], 80)).toEqual([user('go'), call('c'), result('c', words(30))])
  })

  test('shortens long results before it drops anything', async () => {
    const messages = [user('go'), call('a'), result('a', words(500)), user('and?')]
    const fitting = await trim(messages, 150, { shortenToolResults: 50 })
    expect(fitting).toHaveLength(4)
    expect(fitting[2]?.content).toMatch(/^word word[\s\S]*characters left out\]\n[\s\S]*word $/)
    expect(await tokensOf(fitting)).toBeLessThanOrEqual(150)
    expect(messages[2]).toEqual(result('a', words(500)))
  })

  test('says what does not fit where nothing may go', async () => {
    const error = await trim([system(words(100)), user('hi')], 50).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ContextWindowExceededError)
    expect(error).toMatchObject({ param: 'maxTokens', message: expect.stringContaining('more than maxTokens 50') })
  })

  test('counts the tools that are sent along', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: { name: 'look_up', description: words(50), parameters: { type: 'object' } },
      },
    ]
    const messages = [user(words(20)), assistant('yes'), user('hi')]
    expect(await trim(messages, 90)).toHaveLength(3)
    expect(await trim(messages, 90, { tools })).toEqual([user('hi')])
  })

  test.each([
    ['maxTokens', { maxTokens: 0 }],
    ['maxTokens', { maxTokens: 1.5 }],
    ['keep', { keep: 0 }],
    ['model', { model: '' }],
    ['shortenToolResults', { shortenToolResults: -1 }],
  ])('names a wrong option: %s', async (param, wrong) => {
    await expect(trim([user('hi')], 100, wrong)).rejects.toMatchObject({ name: 'BadRequestError', param })
  })

  test('names a list that is none', async () => {
    // @ts-expect-error a caller without types
    await expect(trimMessages('hi', { model, maxTokens: 10 })).rejects.toMatchObject({ param: 'messages' })
  })
})

/** Histories as they come: turns of a user, rounds of calls with their results in any order, instructions in between. */
const history = fc
  .array(
    fc.record({
      asks: fc.nat(30),
      rounds: fc.array(fc.record({ calls: fc.integer({ min: 1, max: 3 }), size: fc.nat(60) }), { maxLength: 3 }),
      answer: fc.nat(30),
      instruction: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((turns) =>
    turns.flatMap(({ asks, rounds, answer, instruction }, turn): ChatMessage[] => [
      ...(instruction ? [system(`rule ${turn}`)] : []),
      user(`turn ${turn} ${words(asks)}`),
      ...rounds.flatMap(({ calls, size }, round) => {
        const ids = Array.from({ length: calls }, (_, at) => `call_${turn}_${round}_${at}`)
        return [call(...ids), ...ids.toReversed().map((id) => result(id, words(size)))]
      }),
      ...(answer > 0 ? [assistant(words(answer))] : []),
    ]),
  )

describe('of any history', () => {
  test.each([
    [[null], {}, 'messages[0]: expected an object, got null'],
    [[user('hi'), { role: 'nobody' }], {}, 'messages[1].role: expected one of system'],
    [[{ role: 'user', content: 5 }], {}, 'messages[0].content: expected a list, got 5'],
    [[{ role: 'user', content: ['hi'] }], {}, 'messages[0].content[0]: expected an object, got string'],
    [[user('hi')], { tools: 'all' }, 'tools: expected a list, got string'],
  ])('names what is wrong in %j %j', async (messages, more, message) => {
    const untyped = { messages, more } as unknown as { messages: ChatMessage[]; more: object } // what the type forbids
    await expect(trim(untyped.messages, 100, untyped.more)).rejects.toThrow(message)
  })

  test('what comes back fits, is in order, has its pairs, its instructions and the latest user turn', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.integer({ min: 20, max: 400 }),
        fc.boolean(),
        async (messages, maxTokens, shorten) => {
          const before = structuredClone(messages)
          const options = shorten ? { shortenToolResults: 20 } : {}
          const fitting = await trim(messages, maxTokens, options).catch((error: unknown) => {
            expect(error).toBeInstanceOf(ContextWindowExceededError)
          })
          expect(messages).toEqual(before)
          if (!fitting) return
          expect(await tokensOf(fitting)).toBeLessThanOrEqual(maxTokens)
          expect(callsWithoutResult(fitting)).toEqual([])
          const places = fitting.map((message) => messages.findIndex((other) => isSame(message, other)))
          expect(places).toEqual([...places].sort((a, b) => a - b))
          expect(fitting.filter(({ role }) => role === 'system')).toEqual(
            messages.filter(({ role }) => role === 'system'),
          )
          expect(fitting).toContain(messages.findLast(({ role }) => role === 'user'))
          expect(fitting.find(({ role }) => role !== 'system')?.role).toBe('user')
        },
      ),
      { numRuns: 150 },
    )
  })
})

function isSame(message: ChatMessage, other: ChatMessage): boolean {
  if (message.role !== 'tool' || other.role !== 'tool') return message === other
  return message.tool_call_id === other.tool_call_id
}

function callsWithoutResult(messages: readonly ChatMessage[]): string[] {
  const called = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []))
  const results = messages.flatMap((message) => (message.role === 'tool' ? [message.tool_call_id] : []))
  const ids = called.map(({ id }) => id)
  return [...ids.filter((id) => !results.includes(id)), ...results.filter((id) => !ids.includes(id))]
}
