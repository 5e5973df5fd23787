import { deepEqual, equal } from 'node:assert/strict'
import { type Behaviour, behaviour } from '../behaviour.js'
import { messageOf } from '../subject.js'

/** A status that fails at once, so that the tests wait only the shortest pause between two tries. */
const AGAIN = { status: 500, headers: { 'retry-after-ms': '1' } }

export const retries: readonly Behaviour[] = [
  behaviour('a failure of the vendor is tried again', [], async (subject) => {
    subject.script([AGAIN, { text: 'Here.' }])
    const reply = await subject.ask({}, { maxRetries: 1 })
    equal(messageOf(reply).content, 'Here.')
    deepEqual(
      reply.meta.attempts.map(({ status }) => status),
      [500, 200],
    )
  }),
  behaviour(
    'a stream that fails before its first word is tried again',
    ['stream', 'singleRequest'],
    async (subject) => {
      subject.script([AGAIN, { text: 'Here.' }])
      const { reply } = await subject.stream({}, { maxRetries: 1 })
      equal(messageOf(reply).content, 'Here.')
      equal(reply.meta.attempts.length, 2)
    },
  ),
  behaviour('no more tries are made than were asked for', [], async (subject) => {
    subject.script(AGAIN)
    const failure = await subject.failure({}, { maxRetries: 1 })
    equal(subject.requests.length, 2)
    equal(failure.attempts.length, 2)
  }),
  behaviour('what cannot succeed is tried once', [], async (subject) => {
    subject.script({ status: 400 })
    await subject.failure({}, { maxRetries: 2 })
    equal(subject.requests.length, 1)
  }),
]
