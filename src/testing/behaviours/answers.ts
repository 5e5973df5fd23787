import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { ChatCompletion } from '../../contract/chat.js'
import type { AnswerStep } from '../../simulator/script.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { finishOf, messageOf, type Subject } from '../subject.js'

const PIECES = ['One ', 'two ', 'three.']

export const answers: readonly Behaviour[] = [
  behaviour('a question is answered', [], async (subject) => {
    subject.script({ text: 'Paris.' })
    const reply = await subject.ask({ messages: [{ role: 'user', content: 'QUESTION-ONE' }] })
    equal(messageOf(reply).content, 'Paris.')
    equal(messageOf(reply).role, 'assistant')
    equal(reply.object, 'chat.completion')
    equal(finishOf(reply), 'stop')
    equal(reply.meta.provider, subject.prefix)
    equal(subject.requests.length, 1)
    match(subject.sent.text, /QUESTION-ONE/)
  }),
  behaviour('the vendor is told its own name of the model', [], async (subject) => {
    subject.script({ text: 'Hi.' })
    await subject.ask()
    const { url, text } = subject.sent
    const { vendorModel } = subject
    ok(decodeURIComponent(url).includes(vendorModel) || text.includes(vendorModel))
    ok(!text.includes(`${subject.prefix}/${subject.model}`), 'our prefix went to the vendor')
  }),
  behaviour('a stream comes in pieces that make the whole text', ['stream'], async (subject) => {
    subject.script({ text: PIECES })
    const { chunks } = await subject.stream()
    const pieces = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').filter(Boolean)
    equal(pieces.join(''), PIECES.join(''))
    ok(pieces.length > 1, 'the stream came in one piece')
  }),
  behaviour('the role comes once, with the first chunk', ['stream'], async (subject) => {
    subject.script({ text: PIECES })
    const { chunks } = await subject.stream()
    const roles = chunks.map(({ choices }) => choices[0]?.delta.role)
    equal(roles[0], 'assistant')
    equal(roles.filter((role) => role !== undefined).length, 1)
  }),
  behaviour('all chunks of a stream have one id, time and model', ['stream'], async (subject) => {
    subject.script({ text: PIECES })
    const { chunks, reply } = await subject.stream()
    for (const field of ['id', 'created', 'model', 'object'] as const) {
      equal(new Set(chunks.map((chunk) => chunk[field])).size, 1, field)
    }
    equal(reply.id, chunks[0]?.id)
    ok(reply.id.length > 0)
  }),
  behaviour('the finish reason comes once, after the content', ['stream'], async (subject) => {
    subject.script({ text: PIECES })
    const { chunks } = await subject.stream()
    const reasons = chunks.map(({ choices }) => choices[0]?.finish_reason ?? null)
    equal(reasons.filter((reason) => reason !== null).length, 1)
    const finish = reasons.indexOf('stop')
    const content = chunks.findLastIndex(({ choices }) => choices[0]?.delta.content)
    ok(finish >= content)
  }),
  behaviour('a text is the same whole and streamed', ['stream', 'streamUsage'], (subject) =>
    wholeEqualsStream(subject, { text: 'The same, word for word.' }),
  ),
  behaviour('an empty answer is an answer', ['stream'], async (subject) => {
    subject.script({ text: '' })
    const { content } = messageOf(await subject.ask())
    ok(content === '' || content === null)
    ok(!messageOf((await subject.stream()).reply).content)
  }),
  behaviour('the limit of tokens ends with length', ['length', 'stream'], async (subject) => {
    subject.script({ text: 'Cut in the mid', finishReason: 'length' })
    equal(finishOf(await subject.ask({ max_tokens: 4 }, { dropParams: true })), 'length')
    equal(finishOf((await subject.stream()).reply), 'length')
  }),
  behaviour('a content filter ends with content_filter', ['contentFilter', 'stream'], async (subject) => {
    subject.script({ text: 'Half', finishReason: 'content_filter' })
    equal(finishOf(await subject.ask()), 'content_filter')
    equal(finishOf((await subject.stream()).reply), 'content_filter')
  }),
  behaviour('a refusal is told', ['refusal', 'stream'], async (subject) => {
    subject.script({ refusal: 'I will not.' })
    for (const reply of [await subject.ask(), (await subject.stream()).reply]) {
      ok(messageOf(reply).refusal === 'I will not.' || finishOf(reply) === 'content_filter')
    }
  }),
  behaviour('an unknown stop reason is an error, not an end', ['unknownFinish', 'stream'], async (subject) => {
    subject.script({ text: 'Half', finishReason: 'exploded' })
    equal((await subject.failure()).name, 'APIResponseError')
    equal((await subject.streamFailure()).name, 'APIResponseError')
  }),
  behaviour('every script and sign survives', ['stream'], async (subject) => {
    const text = 'Grüße, 日本, עברית, 👩🏽‍🚀, "quoted", \\back\\slash, a\tb\nc, \u2028.'
    subject.script({ text, chunking: 'characters' })
    const asked = { messages: [{ role: 'user' as const, content: text }] }
    equal(messageOf(await subject.ask(asked)).content, text)
    equal(messageOf((await subject.stream(asked)).reply).content, text)
    const asking = subject.requests.filter(({ method }) => method === 'POST')
    equal(asking.length, 2)
    for (const { body } of asking) ok(stringsIn(body).some((each) => each.includes(text)))
  }),
  behaviour('signs and events that are torn apart on the way come whole', ['stream'], async (subject) => {
    const text = 'Grüße, 日本語, עברית, 👩🏽‍🚀'
    subject.script({ text: [text.slice(0, 9), text.slice(9)], chunking: 'whole', pieceBytes: 1 })
    equal(messageOf(await subject.ask()).content, text)
    equal(messageOf((await subject.stream()).reply).content, text)
  }),
  behaviour('a long answer arrives whole', ['stream'], async (subject) => {
    const text = 'Nothing is lost on the way. '.repeat(8000).trimEnd()
    subject.script({ text, chunking: 4000 })
    equal(messageOf(await subject.ask()).content, text)
    equal(messageOf((await subject.stream()).reply).content, text)
  }),
]

/** The same answer whole and streamed, but for ids and times. */
export async function wholeEqualsStream(subject: Subject, step: AnswerStep): Promise<void> {
  subject.script({ usage: { inputTokens: 30, outputTokens: 20 }, ...step })
  const whole = await subject.ask()
  const { reply } = await subject.stream()
  deepEqual(comparable(reply), comparable(whole))
}

/** What an answer says: signatures and ids are made up anew by the simulator for each request. */
function comparable(reply: ChatCompletion): unknown {
  const { content, refusal, reasoning_content, tool_calls } = messageOf(reply)
  const calls = tool_calls?.map((call) => (call.type === 'function' ? call.function : call.custom))
  return { content, refusal, reasoning_content, calls, finish: finishOf(reply), usage: reply.usage }
}

/** All strings in a value, keys left out. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
