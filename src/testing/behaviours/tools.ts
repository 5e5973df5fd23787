import { deepEqual, equal, ok } from 'node:assert/strict'
import type { ChatCompletion, ChatTool, ToolCall } from '../../contract/chat.js'
import type { ScriptedToolCall } from '../../simulator/script.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { type Body, finishOf, messageOf, type Subject } from '../subject.js'
import { wholeEqualsStream } from './answers.js'

export const WEATHER: ChatTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Tells the WEATHER-NOW.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', description: 'CITY-NAME' }, days: { type: 'integer' } },
      required: ['city'],
    },
  },
}
export const CLOCK: ChatTool = { type: 'function', function: { name: 'get_time', description: 'Tells the time.' } }
export const OFFER: Body = { tools: [WEATHER, CLOCK] }

const PARIS = { city: 'Paris, "Île-de-France"', days: 3 }

/** The calls of a reply, which must all be calls of functions. */
export function callsOf(reply: ChatCompletion): Array<Extract<ToolCall, { type: 'function' }>> {
  return (messageOf(reply).tool_calls ?? []).map((call) => {
    ok(call.type === 'function')
    return call
  })
}

/** The calls of a script, whole and streamed. */
async function called(subject: Subject, toolCalls: readonly ScriptedToolCall[], chunking: 'words' | 'characters') {
  subject.script({ toolCalls, chunking })
  return [await subject.ask(OFFER), (await subject.stream(OFFER)).reply]
}

export const tools: readonly Behaviour[] = [
  behaviour('tools are offered with name, description and parameters', ['tools'], async (subject) => {
    subject.script({ text: 'Hi.' })
    await subject.ask(OFFER)
    for (const word of ['get_weather', 'WEATHER-NOW', 'CITY-NAME', 'get_time'])
      ok(subject.sent.text.includes(word), word)
  }),
  behaviour('a call arrives with its arguments', ['tools', 'stream'], async (subject) => {
    for (const reply of await called(subject, [{ name: 'get_weather', arguments: PARIS }], 'characters')) {
      const [call] = callsOf(reply)
      equal(callsOf(reply).length, 1)
      equal(call?.function.name, 'get_weather')
      deepEqual(JSON.parse(call?.function.arguments ?? ''), PARIS)
      ok((call?.id.length ?? 0) > 0)
      equal(finishOf(reply), 'tool_calls')
    }
  }),
  behaviour(
    'the fragments of a streamed call have one index, one id and one name',
    ['tools', 'stream'],
    async (subject) => {
      subject.script({ toolCalls: [{ name: 'get_weather', arguments: PARIS }] })
      const { chunks } = await subject.stream(OFFER)
      const fragments = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])
      ok(fragments.length > 0)
      deepEqual(new Set(fragments.map(({ index }) => index)), new Set([0]))
      equal(fragments.filter(({ id }) => id).length, 1)
      equal(fragments.map((fragment) => fragment.function?.name ?? '').join(''), 'get_weather')
      const whole = fragments.map((fragment) => fragment.function?.arguments ?? '').join('')
      deepEqual(JSON.parse(whole), PARIS)
    },
  ),
  behaviour('a call without arguments has an empty object', ['tools', 'stream'], async (subject) => {
    for (const reply of await called(subject, [{ name: 'get_time' }], 'words')) {
      equal(callsOf(reply)[0]?.function.arguments, '{}')
    }
  }),
  behaviour(
    'parallel calls keep their order and have ids of their own',
    ['parallelTools', 'tools', 'stream'],
    async (subject) => {
      const cities = ['Paris', 'Rome', 'Oslo']
      const script = cities.map((city) => ({ name: 'get_weather', arguments: { city } }))
      for (const reply of await called(subject, script, 'characters')) {
        const calls = callsOf(reply)
        deepEqual(
          calls.map((call) => JSON.parse(call.function.arguments).city),
          cities,
        )
        equal(new Set(calls.map(({ id }) => id)).size, 3)
      }
    },
  ),
  behaviour('text before a call is kept', ['tools', 'stream'], async (subject) => {
    subject.script({ text: 'I will look.', toolCalls: [{ name: 'get_time' }] })
    for (const reply of [await subject.ask(OFFER), (await subject.stream(OFFER)).reply]) {
      equal(messageOf(reply).content, 'I will look.')
      equal(callsOf(reply).length, 1)
    }
  }),
  behaviour('calls are the same whole and streamed', ['tools', 'stream'], (subject) =>
    wholeEqualsStream(subject, { text: 'So:', toolCalls: [{ name: 'get_weather', arguments: PARIS }] }),
  ),
  behaviour('large arguments arrive whole', ['tools', 'stream'], async (subject) => {
    const city = 'A city with a long name. '.repeat(4000)
    subject.script({ toolCalls: [{ name: 'get_weather', arguments: { city } }], chunking: 1000 })
    for (const reply of [await subject.ask(OFFER), (await subject.stream(OFFER)).reply]) {
      equal(JSON.parse(callsOf(reply)[0]?.function.arguments ?? '{}').city, city)
    }
  }),
  behaviour('arguments named like parts of every object do no harm', ['tools', 'stream'], async (subject) => {
    const hostile = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"city":"Paris"}'
    for (const reply of await called(subject, [{ name: 'get_weather', arguments: hostile }], 'words')) {
      ok(callsOf(reply)[0]?.function.arguments.includes('Paris'))
      equal(Reflect.get({}, 'polluted'), undefined)
    }
  }),
  behaviour('that a tool must be called, or this one, or none, is told', ['tools', 'toolChoice'], async (subject) => {
    subject.script({ text: 'Hi.' })
    const bodies: string[] = []
    for (const tool_choice of [
      'auto',
      'required',
      'none',
      { type: 'function', function: { name: 'get_weather' } },
    ] as const) {
      await subject.ask({ ...OFFER, tool_choice })
      bodies.push(JSON.stringify(subject.sent.body))
    }
    equal(new Set(bodies).size, 4, 'two choices look the same to the vendor')
  }),
]
