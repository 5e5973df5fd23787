import { describe, expect, it } from 'vitest'
import { complete, delta, sentFor, stream } from '../openai/wire.js'
import { hostWith } from './rows-of.js'

const call = (id: string, json: string) => ({ id, type: 'function', function: { name: 'look', arguments: json } })

describe('JSON mode that repeats an earlier call beside the text (135)', () => {
  const host = hostWith({ repeatsCallsInJson: true })
  const ask = {
    response_format: { type: 'json_object' } as const,
    messages: [
      { role: 'user', content: 'Look.' },
      { role: 'assistant', content: null, tool_calls: [call('c1', '{"at":1}')] },
      { role: 'tool', tool_call_id: 'c1', content: 'seen' },
    ],
  }
  const both = async (content: string | null, json: string) => {
    const calls = [call('c2', json)]
    const message = { role: 'assistant', content, tool_calls: calls }
    const { reply } = await complete(host, ask, { body: { choices: [{ message, finish_reason: 'tool_calls' }] } })
    const [start, rest] = [json.slice(0, 3), json.slice(3)]
    const streamed = await stream(
      host,
      [
        delta({ content }),
        delta({ tool_calls: [{ index: 0, ...call('c2', start) }] }),
        delta({ tool_calls: [{ index: 0, function: { arguments: rest } }] }),
        delta({}, 'tool_calls'),
      ],
      ask,
    )
    return [reply, streamed.reply].map((answer) => answer?.choices[0])
  }

  it('is the text alone, and stops', async () => {
    for (const choice of await both('{"ok":true}', '{"at":1}')) {
      expect(choice).toMatchObject({ finish_reason: 'stop', message: { content: '{"ok":true}' } })
      expect(choice?.message).not.toHaveProperty('tool_calls')
    }
  })

  it.each([
    ['a new call', '{"ok":true}', '{"at":2}'],
    ['a call without a text', null, '{"at":1}'],
  ])('%s stays', async (_, content, json) => {
    for (const choice of await both(content, json))
      expect(choice).toMatchObject({
        finish_reason: 'tool_calls',
        message: { content, tool_calls: [call('c2', json)] },
      })
  })
})

describe('the header of cache affinity (128)', () => {
  const headerFor = async (key: string) =>
    (await complete(hostWith({ cacheAffinityHeader: 'x-affinity' }), { prompt_cache_key: key })).request.headers[
      'x-affinity'
    ]

  it('repeats prompt_cache_key', async () => {
    expect(await headerFor('user-7')).toBe('user-7')
  })

  it('is left out for a key that no header can hold', async () => {
    expect(await headerFor('a\r\nb')).toBeUndefined()
  })
})

describe('JSON of a model that would write it into its reasoning (67)', () => {
  const formatFor = async (ask: object) =>
    (await sentFor(hostWith({ jsonObjectAsSchema: true }), { response_format: { type: 'json_object' }, ...ask }))[
      'response_format'
    ]

  it('is asked for by a schema while it thinks', async () => {
    expect(await formatFor({ reasoning_effort: 'high' })).toMatchObject({ type: 'json_schema' })
    expect(await formatFor({ thinking: { type: 'disabled' } })).toEqual({ type: 'json_object' })
    expect(await formatFor({})).toEqual({ type: 'json_object' })
  })
})

it('a call of a custom tool that is streamed in pieces is the call of the whole answer', async () => {
  const custom = (input: string) => ({ id: 'c1', type: 'custom', custom: { name: 'shell', input } })
  const message = { role: 'assistant', content: null, tool_calls: [custom('ls -l')] }
  const { reply } = await complete(hostWith({}), {}, { body: { choices: [{ message, finish_reason: 'tool_calls' }] } })
  const streamed = await stream(hostWith({}), [
    delta({ tool_calls: [{ index: 0, ...custom('') }] }),
    delta({ tool_calls: [{ index: 0, custom: { input: 'ls ' } }] }),
    delta({ tool_calls: [{ index: 0, custom: { input: '-l' } }] }),
    delta({}, 'tool_calls'),
  ])
  expect(reply.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message })
  expect(streamed.reply?.choices).toEqual(reply.choices)
})
