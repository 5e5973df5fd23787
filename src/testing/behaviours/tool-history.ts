import { equal, ok } from 'node:assert/strict'
import type { ChatMessage } from '../../contract/chat.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { messageOf, type Subject } from '../subject.js'
import { PIXEL } from './media.js'
import { callsOf, OFFER } from './tools.js'

const call = (id: string, city: string) => ({
  id,
  type: 'function' as const,
  function: { name: 'get_weather', arguments: JSON.stringify({ city }) },
})

const turn = (...calls: ReturnType<typeof call>[]): ChatMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: calls,
})
const result = (tool_call_id: string, content: string): ChatMessage => ({ role: 'tool', tool_call_id, content })
const QUESTION: ChatMessage = { role: 'user', content: 'ASK-ONE' }

async function sentFor(subject: Subject, messages: ChatMessage[]): Promise<string> {
  subject.script({ text: 'Sunny.' })
  equal(messageOf(await subject.ask({ ...OFFER, messages })).content, 'Sunny.')
  return subject.sent.text
}

function once(text: string, words: readonly string[]): void {
  for (const word of words) equal(text.split(word).length - 1, 1, `${word} must reach the vendor once`)
}

export const toolHistory: readonly Behaviour[] = [
  behaviour('a reply with a call goes back with its result', ['tools', 'stream'], async (subject) => {
    for (const streamed of [false, true]) {
      subject.script({ text: 'I look.', toolCalls: [{ name: 'get_weather', arguments: { city: 'CITY-ONE' } }] })
      const body = { ...OFFER, messages: [QUESTION] }
      const reply = streamed ? (await subject.stream(body)).reply : await subject.ask(body)
      const id = callsOf(reply)[0]?.id ?? ''
      const text = await sentFor(subject, [QUESTION, messageOf(reply), result(id, 'RESULT-ONE')])
      once(text, ['ASK-ONE', 'CITY-ONE', 'RESULT-ONE'])
      ok(text.indexOf('CITY-ONE') < text.indexOf('RESULT-ONE'))
    }
  }),
  behaviour(
    'the results of parallel calls all go back, in whatever order they came',
    ['tools', 'parallelTools'],
    async (subject) => {
      const messages = [
        QUESTION,
        turn(call('call_a', 'CITY-ONE'), call('call_b', 'CITY-TWO')),
        result('call_b', 'RESULT-TWO'),
        result('call_a', 'RESULT-ONE'),
      ]
      once(await sentFor(subject, messages), ['CITY-ONE', 'CITY-TWO', 'RESULT-ONE', 'RESULT-TWO'])
    },
  ),
  behaviour('a question can follow the results', ['tools'], async (subject) => {
    const messages: ChatMessage[] = [
      QUESTION,
      turn(call('call_a', 'CITY-ONE')),
      result('call_a', 'RESULT-ONE'),
      { role: 'user', content: 'ASK-TWO' },
    ]
    const text = await sentFor(subject, messages)
    once(text, ['RESULT-ONE', 'ASK-TWO'])
    ok(text.indexOf('RESULT-ONE') < text.indexOf('ASK-TWO'))
  }),
  behaviour('a call without a result gets one', ['tools'], async (subject) => {
    const text = await sentFor(subject, [
      QUESTION,
      turn(call('call_a', 'CITY-ONE')),
      { role: 'user', content: 'ASK-TWO' },
    ])
    once(text, ['CITY-ONE', 'No result was provided', 'ASK-TWO'])
    ok(text.indexOf('No result was provided') < text.indexOf('ASK-TWO'))
  }),
  behaviour('ids that other vendors made are taken', ['tools', 'parallelTools'], async (subject) => {
    const ids = [`call_${'x'.repeat(70)}1`, `call_${'x'.repeat(70)}2`, 'a b/é|#"\\', 'functions.get_weather:0']
    const cities = ids.map((_, at) => `CITY-${at}.`)
    const calls = ids.map((id, at) => call(id, cities[at] ?? ''))
    const results = ids.map((id, at) => result(id, `RESULT-${at}.`))
    const text = await sentFor(subject, [QUESTION, turn(...calls), ...results])
    once(text, [...cities, ...ids.map((_, at) => `RESULT-${at}.`)])
  }),
  behaviour('an empty result, and a turn of calls without a text, are taken', ['tools'], async (subject) => {
    const asked: ChatMessage = { role: 'assistant', content: '', tool_calls: [call('call_a', 'CITY-ONE')] }
    once(await sentFor(subject, [QUESTION, asked, result('call_a', '')]), ['ASK-ONE', 'CITY-ONE'])
  }),
  behaviour('arguments that are no JSON go back without breaking the request', ['tools'], async (subject) => {
    const broken = { ...call('call_a', ''), function: { name: 'get_weather', arguments: '{"city": "CITY-O' } }
    const text = await sentFor(subject, [QUESTION, turn(broken), result('call_a', 'RESULT-ONE')])
    once(text, ['RESULT-ONE'])
  }),
  behaviour(
    'a result in parts and with an image reaches the model',
    ['tools', 'toolImages', 'images'],
    async (subject) => {
      const content = [
        { type: 'text' as const, text: 'RESULT-ONE' },
        { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PIXEL}` } },
      ]
      const text = await sentFor(subject, [
        QUESTION,
        turn(call('call_a', 'CITY-ONE')),
        { role: 'tool', tool_call_id: 'call_a', content },
      ])
      once(text, ['RESULT-ONE', PIXEL])
    },
  ),
]
