import { describe, expect, it } from 'vitest'
import { cohere } from '../../providers/cohere/index.js'
import { isRecord, type ProviderCompletion } from '../../src/provider.js'
import { complete, stream } from '../openai/wire.js'
import { recordingsOf, whereRecordings } from '../support/recordings-of.js'

const all = recordingsOf('cohere', 'chat')
const good = all.filter(({ response }) => response.status < 400)
const whole = good.filter((recording) => !recording.stream)
const streamed = good.filter(
  ({ stream: isStream, response: { body } }) => isStream && !String(body).includes('"ERROR"'),
)

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const at = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined)
const join = (blocks: Record<string, unknown>[], type: string) =>
  blocks.flatMap((block) => (block['type'] === type ? [block[type]] : [])).join('')

/** What of a reply must follow from the vendor's answer. */
function expectation(body: unknown) {
  const message = at(body, 'message')
  const blocks = list(at(message, 'content'))
  const tokens = at(at(body, 'usage'), 'tokens')
  return {
    content: join(blocks, 'text'),
    reasoning: join(blocks, 'thinking') + String(at(message, 'tool_plan') ?? ''),
    calls: list(at(message, 'tool_calls')).map((call) => [call['id'], at(call['function'], 'name')]),
    usage: [at(tokens, 'input_tokens'), at(tokens, 'output_tokens'), at(at(body, 'usage'), 'cached_tokens')],
  }
}

function outcome(reply: ProviderCompletion | undefined) {
  const message = reply?.choices[0]?.message
  const calls = message?.tool_calls ?? []
  return {
    content: message?.content ?? '',
    reasoning: message?.reasoning_content ?? '',
    calls: calls.map((call) => [call.id, call.type === 'function' ? call.function.name : undefined]),
    usage: [
      reply?.usage?.prompt_tokens,
      reply?.usage?.completion_tokens,
      reply?.usage?.prompt_tokens_details?.cached_tokens,
    ],
  }
}

/** The answer that a recorded stream adds up to, worked out from the vendor's documentation and not by our translator. */
function wholeAnswer(body: unknown): Record<string, unknown> {
  const content: Record<string, unknown>[] = []
  const calls: Array<{ id: unknown; type: 'function'; function: { name: unknown; arguments: string } }> = []
  const citations: unknown[] = []
  let plan = ''
  let answer: Record<string, unknown> = {}
  for (const line of String(body).split('\n')) {
    if (!line.startsWith('data: {')) continue
    const event: unknown = JSON.parse(line.slice(6))
    const index = Number(at(event, 'index'))
    const delta = at(event, 'delta')
    const message = at(delta, 'message')
    const called = at(message, 'tool_calls')
    switch (at(event, 'type')) {
      case 'message-start':
        answer = { id: at(event, 'id') }
        break
      case 'content-start':
        content[index] = { ...(at(message, 'content') as object) } // recorded, and so known to be one
        break
      case 'content-delta': {
        const block = content[index] ?? {}
        const type = String(block['type'])
        block[type] = `${block[type]}${at(at(message, 'content'), type)}`
        break
      }
      case 'tool-plan-delta':
        plan += at(message, 'tool_plan')
        break
      case 'tool-call-start':
        calls[index] = {
          id: at(called, 'id'),
          type: 'function',
          function: { name: at(at(called, 'function'), 'name'), arguments: '' },
        }
        break
      case 'tool-call-delta': {
        const open = calls[index]
        if (open) open.function.arguments += at(at(called, 'function'), 'arguments')
        break
      }
      case 'citation-start':
        citations.push(at(message, 'citations'))
        break
      case 'message-end':
        answer = { ...answer, finish_reason: at(delta, 'finish_reason'), usage: at(delta, 'usage') }
    }
  }
  return { ...answer, message: { content, tool_plan: plan, tool_calls: calls, citations } }
}

describe.skipIf(all.length === 0)(`recorded exchanges with Cohere${whereRecordings}`, () => {
  it.each(whole)('$id: a whole answer keeps its text, reasoning, calls and usage', async ({ model, response }) => {
    const { reply } = await complete(cohere, { model: model ?? 'command-a-03-2025' }, { body: response.body })
    expect(outcome(reply)).toEqual(expectation(response.body))
  })

  it.each(streamed)('$id: a stream adds up to what the whole answer would have given', async ({ model, response }) => {
    const ask = { model: model ?? 'command-a-03-2025' }
    const body = wholeAnswer(response.body)
    const { reply, error } = await stream(cohere, response.body, ask)
    expect(error).toBeUndefined()
    expect(outcome(reply)).toEqual(expectation(body))
    const { reply: same } = await complete(cohere, ask, { body })
    expect({ ...reply, created: 0 }).toEqual({ ...same, created: 0 })
  })

  it.each(good)('$id: what was answered can be sent back', async ({ model, stream: isStream, response }) => {
    const ask = { model: model ?? 'command-a-03-2025' }
    const answered = isStream ? await stream(cohere, response.body, ask) : await complete(cohere, ask, response)
    const message = answered.reply?.choices[0]?.message
    const messages = [{ role: 'user', content: 'Q' }, message, { role: 'user', content: 'Go on' }]
    const answer = { body: { message: { content: [] }, finish_reason: 'COMPLETE' } }
    const { sent } = await complete(cohere, { ...ask, messages }, answer)
    const turn: unknown = Array.isArray(sent['messages']) ? sent['messages'][1] : undefined
    const said = JSON.stringify(turn)
    for (const text of [message?.content, message?.reasoning_content])
      if (text) expect(said).toContain(JSON.stringify(text).slice(1, -1))
    if (message?.tool_calls) expect(at(turn, 'tool_calls')).toHaveLength(message.tool_calls.length)
  })
})
