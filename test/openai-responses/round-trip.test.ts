import { describe, expect, it } from 'vitest'
import { fromRow } from '../../providers/openai-compatible/index.js'
import type { ChatCompletionMessage } from '../../src/provider.js'
import { complete } from '../openai/wire.js'
import { call, inputOf, messageIn, reasoning, response, text } from './ask.js'

/** What of an answer goes back, as JSON would carry it between processes. */
async function returned(
  output: readonly unknown[],
  change: (message: ChatCompletionMessage) => object = (same) => same,
) {
  const message = JSON.parse(JSON.stringify(change(await messageIn(output))))
  return (await inputOf([{ role: 'user', content: 'Hi' }, message])).slice(1)
}

const searched = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } }

describe('a turn sent back', () => {
  it('of text alone is text alone', async () => {
    expect(await returned([text('Yes.')])).toEqual([{ role: 'assistant', content: 'Yes.' }])
  })

  it.each<[string, readonly unknown[]]>([
    ['reasoning and text', [reasoning('rs_1', 'E1', ['One.']), text('Yes.')]],
    [
      'reasoning between calls',
      [reasoning('rs_1', 'E1'), call('f', '{}'), reasoning('rs_2', 'E2', ['Two.']), call('g', '{"a":1}')],
    ],
    ['reasoning of a search, and the answer', [reasoning('rs_1', 'E1'), searched, text('Yes.')]],
    ['commentary and its phase', [reasoning('rs_1', 'E1'), text('I look.', { phase: 'commentary' }), call('f', '{}')]],
    [
      'commentary before an answer',
      [text('I look.', { phase: 'commentary', id: 'msg_0' }), text('Yes.', { phase: 'final_answer' })],
    ],
    [
      'open reasoning',
      [
        { type: 'reasoning', id: 'rs_1', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
        call('f', '{}'),
      ],
    ],
    ['a namespace of a call', [{ ...call('f', '{}'), namespace: 'n' }]],
    [
      'a call of a custom tool',
      [{ type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_1', name: 'math', input: '4' }],
    ],
  ])('with %s is complete and in order (59)', async (_, output) => {
    const items = await returned(output)
    const orphans = items.filter((item) => String(Reflect.get(item as object, 'type')).endsWith('_output'))
    expect(orphans).toEqual([])
    expect(items).toEqual(output)
  })

  it('has no reasoning that the host would have to remember, nor ids paired with it (59)', async () => {
    expect(await returned([reasoning('rs_1', null, ['One.']), call('f', '{}')])).toEqual([
      { type: 'function_call', status: 'completed', call_id: 'call_f', name: 'f', arguments: '{}' },
    ])
  })

  it('leaves out ids that are not of their kind, and shortens long ones of messages (31, 59)', async () => {
    const [, said, called] = await returned([
      reasoning('rs_1', 'E1'),
      text('Yes.', { id: `msg_${'x'.repeat(80)}` }),
      { ...call('f', '{}'), id: '8fc1af85' },
    ])
    expect(said).toMatchObject({ id: expect.stringMatching(/^msg_[0-9a-f]{40}$/) })
    expect(called).not.toHaveProperty('id')
  })

  it('that the caller has changed says what it says now, with its reasoning first', async () => {
    const items = await returned(
      [reasoning('rs_1', 'E1'), text('a', { phase: 'commentary' }), call('f', '{}')],
      (message) => ({
        ...message,
        tool_calls: undefined,
        content: 'b',
      }),
    )
    expect(items).toEqual([reasoning('rs_1', 'E1'), { role: 'assistant', content: 'b' }])
  })

  it('to another model has neither its reasoning nor its ids (30, 59)', async () => {
    const message = await messageIn([reasoning('rs_1', 'E1', ['One.']), call('f', '{}')])
    expect(await inputOf([message], { model: 'responses/gpt-5.2' })).toEqual([
      { role: 'assistant', content: 'One.' },
      { type: 'function_call', call_id: 'call_f', name: 'f', arguments: '{}' },
    ])
  })

  it('goes to a chat endpoint without what only /responses takes', async () => {
    const message = await messageIn([reasoning('rs_1', 'E1', ['One.']), searched, text('Yes.')])
    const gateway = fromRow({
      prefix: 'openai',
      name: 'G',
      apiKeyEnv: [],
      docs: '',
      quirks: { reasoningDetails: true },
    })
    const { sent } = await complete(gateway, { model: 'gpt-5-mini', messages: [message] })
    expect(sent['messages']).toEqual([{ role: 'assistant', content: 'Yes.' }])
  })
})

describe('another host with /responses', () => {
  const host = fromRow({
    prefix: 'acme',
    name: 'Acme',
    apiKeyEnv: [],
    docs: '',
    responses: 'encrypted-reasoning',
    quirks: { unsupported: ['user'] },
  })
  const answer = {
    body: response([
      { ...reasoning('1f', 'E1'), status: 'completed' },
      { ...call('f', '{}'), id: '2f' },
    ]),
  }
  const model = 'responses/gpt-4o'

  it('is asked there under its prefix, by its own rules', async () => {
    const { request, sent, reply } = await complete(
      host,
      { model, max_tokens: 1, messages: [{ role: 'developer', content: 'Be brief.' }] },
      answer,
    )
    expect(request.path).toBe('/responses')
    expect(sent).toEqual({
      model: 'gpt-4o',
      input: [{ role: 'system', content: 'Be brief.' }],
      store: false,
      include: ['reasoning.encrypted_content'],
      max_output_tokens: 1,
    })
    const message = reply.choices[0]?.message
    expect(message?.thinking_blocks).toMatchObject([{ provider: 'acme' }])
    const again = await complete(host, { model, messages: [message] }, answer)
    expect(again.sent['input']).toEqual(answer.body['output'])
    expect(host.params(model)).not.toContain('user')
  })

  it('without encrypted reasoning is not asked for it', async () => {
    const plain = fromRow({ prefix: 'acme', name: 'Acme', apiKeyEnv: [], docs: '', responses: true })
    expect((await complete(plain, { model }, answer)).sent).not.toHaveProperty('include')
  })

  it('that has none takes the name for a model', async () => {
    const none = fromRow({ prefix: 'acme', name: 'Acme', apiKeyEnv: [], docs: '' })
    expect((await complete(none, { model })).request.path).toBe('/chat/completions')
  })
})
