import { describe, expect, it } from 'vitest'
import type { ChatMessage, ProviderRequest } from '../../src/provider.js'
import { sent } from './call.js'

const PNG = 'iVBORw0KGgoAAAANSUhEUg'
const PDF = 'JVBERi0xLjQKJcOkw7zDtsOf'

const messagesFor = (messages: ChatMessage[], model?: string) => sent({ messages }, model).body['messages']
const call = (id: string, name = 'f', json = '{"a":1}') => ({
  id,
  type: 'function' as const,
  function: { name, arguments: json },
})
const user = (content: string): ChatMessage => ({ role: 'user', content })

describe('instructions', () => {
  it('go to the top level as plain text', () => {
    expect(sent({ messages: [{ role: 'system', content: 'Be brief.' }, user('Hi')] }).body).toMatchObject({
      system: 'Be brief.',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    })
  })

  it('that come later join the first, in their order, whatever their role is called', () => {
    const { body } = sent({
      messages: [
        { role: 'developer', content: 'One.' },
        user('Hi'),
        { role: 'assistant', content: null, tool_calls: [call('a')] },
        { role: 'system', content: [{ type: 'text', text: 'Two.' }] },
        { role: 'tool', tool_call_id: 'a', content: 'done' },
      ],
    })
    expect(body['system']).toEqual([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ])
    expect(body['messages']).toMatchObject([{ role: 'user' }, { role: 'assistant' }, { role: 'user' }])
  })
})

describe('turns', () => {
  it('alternate: neighbours of one role become one message', () => {
    expect(
      messagesFor([
        user('A'),
        user('B'),
        { role: 'assistant', content: 'C' },
        { role: 'assistant', content: 'D' },
        user('E'),
      ]),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'C' },
          { type: 'text', text: 'D' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'E' }] },
    ])
  })

  it('put all results of tools first in the next user message', () => {
    expect(
      messagesFor([
        user('Go'),
        { role: 'assistant', content: 'Calling.', tool_calls: [call('a'), call('b')] },
        { role: 'tool', tool_call_id: 'a', content: 'one' },
        user('Hurry'),
        { role: 'tool', tool_call_id: 'b', content: 'two' },
      ]),
    ).toMatchObject([
      {},
      { content: [{ type: 'text' }, { type: 'tool_use', id: 'a' }, { type: 'tool_use', id: 'b', input: { a: 1 } }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'one' },
          { type: 'tool_result', tool_use_id: 'b', content: 'two' },
          { type: 'text', text: 'Hurry' },
        ],
      },
    ])
  })

  it('put calls last when two assistant messages are joined, but not across a thinking block', () => {
    const thinking = { type: 'thinking' as const, thinking: 'Hm', signature: 's' }
    expect(
      messagesFor([
        user('Go'),
        { role: 'assistant', content: 'One.', tool_calls: [call('a')] },
        { role: 'assistant', content: 'Two.' },
        { role: 'assistant', thinking_blocks: [thinking], content: 'Three.', tool_calls: [call('b')] },
        user('End'),
      ]),
    ).toMatchObject([
      {},
      {
        content: [
          { text: 'One.' },
          { text: 'Two.' },
          { type: 'tool_use', id: 'a' },
          { type: 'thinking' },
          { text: 'Three.' },
          { type: 'tool_use', id: 'b' },
        ],
      },
      {},
    ])
  })

  it('leave out blank text and turns that hold nothing else', () => {
    expect(
      messagesFor([
        user('A'),
        { role: 'assistant', content: '  ' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'text', text: 'B' },
          ],
        },
      ]),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B' },
        ],
      },
    ])
  })

  it('trim the end of a begun answer, which may not end in white space', () => {
    expect(messagesFor([user('Go'), { role: 'assistant', content: 'The answer is \n' }])).toMatchObject([
      {},
      { content: [{ text: 'The answer is' }] },
    ])
    expect(messagesFor([user('Go'), { role: 'assistant', content: 'Kept \n' }, user('On')])).toMatchObject([
      {},
      { content: [{ text: 'Kept \n' }] },
      {},
    ])
  })

  it('send a refusal as the text that it was', () => {
    expect(
      messagesFor([user('Go'), { role: 'assistant', content: null, refusal: 'No.' }, user('Please')]),
    ).toMatchObject([{}, { content: [{ type: 'text', text: 'No.' }] }, {}])
  })

  it("read OpenAI's older function calls", () => {
    expect(
      messagesFor([
        user('Go'),
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: 'done' },
      ]),
    ).toMatchObject([
      {},
      { content: [{ type: 'tool_use', id: 'function_f', name: 'f', input: {} }] },
      { content: [{ type: 'tool_result', tool_use_id: 'function_f', content: 'done' }] },
    ])
  })
})

describe('tool calls in the history', () => {
  const idsOf = (messages: ChatMessage[]) =>
    [...JSON.stringify(messagesFor(messages)).matchAll(/"(?:id|tool_use_id)":"([^"]*)"/g)].map((match) => match[1])

  it('get ids that Anthropic takes, the same for call and result', () => {
    const long = 'x'.repeat(80)
    const ids = idsOf([
      user('Go'),
      { role: 'assistant', content: null, tool_calls: [call('fc|1'), call(long), call('toolu_1')] },
      { role: 'tool', tool_call_id: 'fc|1', content: '1' },
      { role: 'tool', tool_call_id: long, content: '2' },
      { role: 'tool', tool_call_id: 'toolu_1', content: '3' },
    ])
    expect(ids.slice(0, 3)).toEqual(ids.slice(3))
    expect(new Set(ids).size).toBe(3)
    expect(ids[2]).toBe('toolu_1')
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  })

  it('that use one id in two turns are told apart', () => {
    const turn = (content: string): ChatMessage[] => [
      { role: 'assistant', content: null, tool_calls: [call('call_0')] },
      { role: 'tool', tool_call_id: 'call_0', content },
    ]
    const [first, firstResult, second, secondResult] = idsOf([user('Go'), ...turn('1'), ...turn('2')])
    expect(firstResult).toBe(first)
    expect(secondResult).toBe(second)
    expect(second).not.toBe(first)
  })

  it.each([
    ['', {}],
    ['[1]', { rawInvalidInput: [1] }],
    ['{"a":', { rawInvalidInput: '{"a":' }],
    ['"text"', { rawInvalidInput: 'text' }],
  ])('send arguments %j as an object', (json, input) => {
    expect(
      messagesFor([
        user('Go'),
        { role: 'assistant', content: null, tool_calls: [call('a', 'f', json)] },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
      ]),
    ).toMatchObject([{}, { content: [{ input }] }, {}])
  })

  it('take pictures and documents in results, with a text beside a lone picture', () => {
    const url = `data:image/png;base64,${PNG}`
    const result = (content: Extract<ChatMessage, { role: 'tool' }>['content']) =>
      messagesFor([
        user('Go'),
        { role: 'assistant', content: null, tool_calls: [call('a')] },
        { role: 'tool', tool_call_id: 'a', content },
      ])
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }
    expect(result([{ type: 'image_url', image_url: { url } }])).toMatchObject([
      {},
      {},
      { content: [{ type: 'tool_result', content: [{ type: 'text' }, image] }] },
    ])
    expect(
      result([
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url } },
        { type: 'file', file: { file_data: PDF } },
      ]),
    ).toMatchObject([
      {},
      {},
      { content: [{ type: 'tool_result', content: [{ text: 'Look' }, image, { type: 'document' }] }] },
    ])
  })
})

describe('media', () => {
  type Part = Exclude<Extract<ChatMessage, { role: 'user' }>['content'], string>[number]
  const partOf = (part: Part) => {
    const { body, betas } = sent({ messages: [{ role: 'user', content: [part] }] })
    const [message] = body['messages'] as Array<{ content: unknown[] }>
    return { block: message?.content[0], betas }
  }
  const file = (fields: Extract<Part, { type: 'file' }>['file']) => partOf({ type: 'file', file: fields })
  const text = Buffer.from('Grüße').toString('base64')

  it('pictures come from data URLs and addresses', () => {
    expect(
      partOf({ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'low' } }).block,
    ).toEqual({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } })
    expect(partOf({ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }).block).toEqual({
      type: 'image',
      source: { type: 'url', url: 'https://example.com/a.png' },
    })
  })

  it('documents keep their name', () => {
    const source = { type: 'base64', media_type: 'application/pdf', data: PDF }
    expect(file({ file_data: `data:application/pdf;base64,${PDF}`, filename: 'a.pdf' }).block).toEqual({
      type: 'document',
      source,
      title: 'a.pdf',
    })
    expect(file({ file_data: PDF }).block).toEqual({ type: 'document', source })
  })

  it('text files become text documents', () => {
    const source = { type: 'text', media_type: 'text/plain', data: 'Grüße' }
    expect(file({ file_data: `data:text/plain;base64,${text}`, filename: 'a.txt' }).block).toEqual({
      type: 'document',
      source,
      title: 'a.txt',
    })
    expect(file({ file_data: text, filename: 'a.md' }).block).toMatchObject({ source })
    expect(file({ file_data: `data:application/octet-stream;base64,${text}`, filename: 'a.csv' }).block).toMatchObject({
      source,
    })
  })

  it('files by id are uploads, which need a beta, or addresses', () => {
    expect(file({ file_id: 'file_011' })).toEqual({
      block: { type: 'document', source: { type: 'file', file_id: 'file_011' } },
      betas: 'files-api-2025-04-14',
    })
    expect(file({ file_id: 'file_011', filename: 'a.png' }).block).toMatchObject({ type: 'image' })
    expect(file({ file_id: 'https://example.com/a.pdf' })).toEqual({
      block: { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
      betas: undefined,
    })
  })

  it('that Anthropic does not take are refused by their place', () => {
    const audio: ProviderRequest['messages'] = [
      { role: 'user', content: [{ type: 'input_audio', input_audio: { data: '', format: 'mp3' } }] },
    ]
    expect(() => sent({ messages: audio })).toThrow('messages[0].content[0]: Anthropic')
    expect(() => file({ file_data: 'data:video/mp4;base64,AAAA' })).toThrow('messages[0].content[0].file.file_data')
    expect(() => partOf({ type: 'image_url', image_url: { url: 'data:image/png' } })).toThrow(
      'messages[0].content[0].image_url.url',
    )
  })

  it("blocks in Anthropic's own form go out as they are", () => {
    const block = { type: 'search_result', source: 'https://example.com', title: 'T', content: [] }
    const content = [block as unknown as Part] // the vendor's form is in no type of ours
    expect(messagesFor([{ role: 'user', content }])).toEqual([{ role: 'user', content: [block] }])
  })
})
