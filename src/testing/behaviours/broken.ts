import { equal, ok } from 'node:assert/strict'
import type { Step } from '../../simulator/script.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { failureOf, type Subject } from '../subject.js'

const PIECES = ['One ', 'two ', 'three.']
const BROKEN = ['APIConnectionError', 'APIResponseError']

/** A stream that opens, and breaks with an error that holds what had arrived. */
async function breaksInside(subject: Subject, step: Step): Promise<string> {
  subject.script(step)
  const stream = await subject.open()
  const reading = async () => {
    for await (const _ of stream);
  }
  const failure = await failureOf(reading())
  ok(failure.partial?.choices[0]?.message.content?.startsWith('One'), 'what had arrived is lost')
  equal(await failureOf(stream.final()), failure)
  return failure.name
}

export const broken: readonly Behaviour[] = [
  behaviour(
    'a connection cut before the answer is an error that may be tried again',
    ['stream', 'singleRequest'],
    async (subject) => {
      subject.script({ text: 'Lost.', faults: { cut: {} } })
      for (const failure of [await subject.failure(), await subject.streamFailure()]) {
        equal(failure.name, 'APIConnectionError')
        equal(failure.retryable, true)
      }
    },
  ),
  behaviour('half of a whole answer is an error', [], async (subject) => {
    subject.script({ text: 'Lost.', faults: { cut: { after: 1 } } })
    ok(BROKEN.includes((await subject.failure()).name))
  }),
  behaviour('a stream cut in its middle is an error with what had arrived', ['stream'], async (subject) => {
    ok(BROKEN.includes(await breaksInside(subject, { text: PIECES, faults: { cut: { after: 2 } } })))
  }),
  behaviour('a stream that ends without its last words is an error', ['stream', 'streamEnd'], async (subject) => {
    const step = { text: PIECES, faults: { noFinish: true, noDone: true } }
    ok(BROKEN.includes(await breaksInside(subject, step)))
  }),
  behaviour(
    'an error inside a 200, before the first word, fails the call',
    ['stream', 'singleRequest'],
    async (subject) => {
      subject.script({
        text: PIECES,
        faults: { error: { after: 0, status: 529, message: 'The server is overloaded.' } },
      })
      const failure = await failureOf(subject.open())
      ok(failure.message.includes('overloaded'))
      equal(failure.retryable, true)
    },
  ),
  behaviour('an error inside a stream ends it with what had arrived', ['stream'], async (subject) => {
    const faults = { error: { after: 2, message: 'It broke.' } }
    ok((await breaksInside(subject, { text: PIECES, faults })) !== 'APITimeoutError')
  }),
  behaviour('an error in the place of a whole answer is an error', [], async (subject) => {
    subject.script({ text: 'Hidden.', faults: { error: { message: 'It broke inside.' } } })
    ok((await subject.failure()).message.includes('It broke inside.'))
  }),
  behaviour('bytes that are no event are an error', ['stream'], async (subject) => {
    equal(await breaksInside(subject, { text: PIECES, faults: { malformed: { after: 1 } } }), 'APIResponseError')
  }),
  behaviour('a page in the place of an answer is an error', ['stream'], async (subject) => {
    subject.script({ text: 'Hi.', faults: { nonJson: true } })
    ok(BROKEN.includes((await subject.failure()).name))
    ok(BROKEN.includes((await subject.streamFailure()).name))
  }),
  behaviour('an empty body is an error', ['stream'], async (subject) => {
    subject.script({ body: '' })
    ok(BROKEN.includes((await subject.failure()).name))
    ok(BROKEN.includes((await subject.streamFailure()).name))
  }),
  behaviour('an object that holds no answer is an error', ['stream'], async (subject) => {
    subject.script({ body: {} })
    for (const failure of [await subject.failure(), await subject.streamFailure()]) ok(failure.message.length > 0)
  }),
]
