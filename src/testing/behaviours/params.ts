import { deepEqual, equal, ok } from 'node:assert/strict'
import { type Behaviour, behaviour } from '../behaviour.js'
import { type Body, KEY, messageOf, type Subject } from '../subject.js'
import { PIXEL } from './media.js'
import { WEATHER } from './tools.js'

/** Parameters that some vendors do not take. */
const RARE: readonly Body[] = [
  { top_k: 7 },
  { logit_bias: { '50256': -100 } },
  { n: 2 },
  { verbosity: 'high' },
  { store: true },
  { safety_identifier: 'someone' },
  { prediction: { type: 'content', content: 'Paris' } },
]

/** The first parameter that is refused. `mock`: no request is needed to know. */
async function refusedParam(subject: Subject): Promise<Body | undefined> {
  for (const param of RARE) {
    const refused = await subject.ask(param, { mock: 'Hi.' }).then(
      () => false,
      (error: Error) => error.name === 'UnsupportedParamsError',
    )
    if (refused) return param
  }
  return undefined
}

export const params: readonly Behaviour[] = [
  behaviour('stop sequences reach the vendor', ['stop'], async (subject) => {
    for (const stop of ['STOP-HERE', ['STOP-HERE', 'AND-HERE']]) {
      await subject.ask({ stop })
      ok(subject.sent.text.includes('STOP-HERE'))
    }
    ok(subject.sent.text.includes('AND-HERE'))
  }),
  behaviour('the limit of tokens reaches the vendor by both its names', ['maxTokens'], async (subject) => {
    for (const limit of [{ max_tokens: 4321 }, { max_completion_tokens: 4321 }]) {
      await subject.ask(limit)
      ok(subject.sent.text.includes(':4321'))
    }
  }),
  behaviour('the temperature reaches the vendor', ['temperature'], async (subject) => {
    await subject.ask({ temperature: 0.125 })
    ok(subject.sent.text.includes(':0.125'))
  }),
  behaviour('parameters set to null are as good as absent', [], async (subject) => {
    await subject.ask()
    const { body } = subject.sent
    await subject.ask({
      temperature: null,
      stop: null,
      top_p: null,
      seed: null,
      stream_options: null,
      logit_bias: null,
    })
    deepEqual(subject.sent.body, body)
  }),
  behaviour('a parameter that the model does not take is refused by name, or dropped and told', [], async (subject) => {
    const param = await refusedParam(subject)
    ok(param, 'every parameter is taken')
    const [name = ''] = Object.keys(param)
    const failure = await subject.failure(param)
    equal(failure.param, name)
    equal(subject.requests.length, 0)
    const reply = await subject.ask(param, { dropParams: true })
    deepEqual(reply.meta.droppedParams, [name])
    ok(!subject.sent.text.includes(`"${name}"`))
  }),
  behaviour('parameters that nobody knows go to the vendor as they are', ['unknownParams'], async (subject) => {
    const body: Body & { x_vendor_flag: object } = { x_vendor_flag: { deep: ['MARK'] } }
    await subject.ask(body)
    ok(subject.sent.text.includes('"x_vendor_flag":{"deep":["MARK"]}'))
  }),
  behaviour('extraBody is merged into the request', [], async (subject) => {
    await subject.ask({}, { extraBody: { x_extra: 'MARK' } })
    ok(subject.sent.text.includes('"x_extra":"MARK"'))
  }),
  behaviour('headers of the call are sent', [], async (subject) => {
    await subject.ask({}, { headers: { 'X-Probe': 'MARK' } })
    equal(subject.sent.headers['x-probe'], 'MARK')
  }),
  behaviour('query parameters of the call are sent', ['query'], async (subject) => {
    await subject.ask({}, { query: { probe: 'a b' } })
    equal(new URL(subject.sent.url, 'http://host').searchParams.get('probe'), 'a b')
  }),
  behaviour('the key is in a header and nowhere else', ['stream'], async (subject) => {
    await subject.ask()
    await subject.stream()
    for (const { headers, text, url } of subject.requests) {
      ok(
        Object.values(headers).some((value) => value.includes(KEY)),
        'no header holds the key',
      )
      ok(!(text + url).includes(KEY))
    }
  }),
  behaviour("the caller's objects are not changed", ['stream', 'tools', 'images'], async (subject) => {
    const body: Body = {
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Rules', cache_control: { type: 'ephemeral' } }] },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } }] },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'Hm.',
          tool_calls: [{ id: 'call_a', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'call_a', content: 'Sun' },
        { role: 'user', content: 'So?' },
      ],
      tools: [WEATHER],
      max_tokens: 100,
    }
    const before = JSON.stringify(body)
    deepFreeze(body)
    await subject.ask(body)
    await subject.stream(body)
    equal(JSON.stringify(body), before)
  }),
  behaviour('a fetch of the caller carries the requests', ['fetch', 'stream', 'singleRequest'], async (subject) => {
    subject.script({ text: 'By fetch.' })
    let calls = 0
    const fetch: typeof globalThis.fetch = (...request) => {
      calls++
      return globalThis.fetch(...request)
    }
    equal(messageOf(await subject.ask({}, { fetch })).content, 'By fetch.')
    equal(messageOf((await subject.stream({}, { fetch })).reply).content, 'By fetch.')
    equal(calls, 2)
  }),
  behaviour("the vendor's id of the request is told", ['requestId', 'stream'], async (subject) => {
    ok((await subject.ask()).meta.requestId)
    ok((await subject.stream()).reply.meta.requestId)
    subject.script({ status: 400 })
    ok((await subject.failure()).requestId)
  }),
  behaviour('a mock answers without a request', ['stream'], async (subject) => {
    equal(messageOf(await subject.ask({}, { mock: 'Made up.' })).content, 'Made up.')
    equal(messageOf((await subject.stream({}, { mock: 'Made up.' })).reply).content, 'Made up.')
    equal(subject.requests.length, 0)
  }),
]

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
}
