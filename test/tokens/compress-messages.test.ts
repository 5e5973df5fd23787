import { describe, expect, test } from 'vitest'
import { type ChatMessage, createRelay, type Summarize } from '../../src/index.js'
import { countPrompt } from '../../src/tokens/count-prompt.js'

const model = 'openai/gpt-4o'
const user = (content: string): ChatMessage => ({ role: 'user', content })
const long = [
  { role: 'system' as const, content: 'Be brief.' },
  user('My name is Ada.'),
  { role: 'assistant' as const, content: 'word '.repeat(200) },
  user('What is my name?'),
]
const relay = createRelay({ defaults: { mock: 'The user is Ada.' } })
const compress = (summarizeWith: string | Summarize, maxTokens = 120) =>
  relay.compressMessages(long, { model, maxTokens, summarizeWith })

describe('compressMessages', () => {
  test('puts a summary by a model in the place of what was dropped', async () => {
    expect(await compress('anthropic/claude-haiku-4-5')).toEqual([
      long[0],
      user('Summary of the conversation so far:\nThe user is Ada.'),
      long[3],
    ])
  })

  test('hands what was dropped to a function, with the room that there is', async () => {
    let given: unknown[] = []
    const fitting = await compress((messages, limits) => {
      given = [messages, limits]
      return 'Ada.'
    })
    expect(given).toEqual([long.slice(1, 3), { maxTokens: 30 }])
    expect(fitting).toHaveLength(3)
  })

  test('calls nobody where the history fits', async () => {
    const never = () => {
      throw new Error('asked')
    }
    expect(await compress(never, 10_000)).toEqual(long)
  })

  test('fits, however long the summary is', async () => {
    const fitting = await compress(() => 'much more than was asked for '.repeat(1000))
    expect((await countPrompt(model, { messages: fitting })).tokens).toBeLessThanOrEqual(120)
  })

  test('fails with the model that summarises', async () => {
    const broken = createRelay({ defaults: { mock: new Error('down'), maxRetries: 0 } })
    const options = { model, maxTokens: 120, summarizeWith: 'openai/gpt-4o-mini' }
    await expect(broken.compressMessages(long, options)).rejects.toThrow('down')
  })

  test('says so where a model gives no summary', async () => {
    const silent = createRelay({ defaults: { mock: '' } })
    const options = { model, maxTokens: 120, summarizeWith: 'openai/gpt-4o-mini' }
    await expect(silent.compressMessages(long, options)).rejects.toMatchObject({ code: 'empty_summary' })
  })

  test.each([
    ['summarizeWith', { summarizeWith: '' }],
    ['summaryTokens', { summarizeWith: model, summaryTokens: 0 }],
    ['maxTokens', { summarizeWith: model, maxTokens: -1 }],
  ])('names a wrong option: %s', async (param, wrong) => {
    await expect(relay.compressMessages(long, { model, maxTokens: 120, ...wrong })).rejects.toMatchObject({ param })
  })
})
