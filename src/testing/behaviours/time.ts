import { equal, ok } from 'node:assert/strict'
import { type Behaviour, behaviour } from '../behaviour.js'
import { failureOf, rejection, type Subject } from '../subject.js'

export const REASON = new Error('the caller left')

/** Waits until the vendor has got a request. */
export async function arrival(subject: Subject): Promise<void> {
  while (subject.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
}

/** The vendor saw the connection close before its answer was whole. */
export async function closed(subject: Subject): Promise<void> {
  await subject.sent.ended
  ok(subject.sent.aborted, 'the request went on')
}

export const time: readonly Behaviour[] = [
  behaviour('a call that was aborted before it began makes no request', ['stream'], async (subject) => {
    const signal = AbortSignal.abort(REASON)
    equal(await rejection(subject.ask({}, { signal })), REASON)
    equal(await rejection(subject.stream({}, { signal })), REASON)
    equal(subject.requests.length, 0)
  }),
  behaviour('an abort ends the request and rejects with its reason', [], async (subject) => {
    subject.script({ text: 'Late.', faults: { stall: {} } })
    const controller = new AbortController()
    const failing = rejection(subject.ask({}, { signal: controller.signal, maxRetries: 2 }))
    await arrival(subject)
    controller.abort(REASON)
    equal(await failing, REASON)
    await closed(subject)
    equal(subject.requests.length, 1)
  }),
  behaviour('an abort ends a stream in its middle', ['stream', 'singleRequest'], async (subject) => {
    subject.script({ text: ['One ', 'two.'], faults: { stall: { after: 1 } } })
    const controller = new AbortController()
    const stream = await subject.open({}, { signal: controller.signal })
    await stream.next()
    controller.abort(REASON)
    const reading = async () => {
      for await (const _ of stream);
    }
    equal(await rejection(reading()), REASON)
    await closed(subject)
  }),
  behaviour('who leaves a stream early ends the request', ['stream', 'singleRequest'], async (subject) => {
    subject.script({ text: ['One ', 'two.'], faults: { stall: { after: 1 } } })
    for await (const _ of await subject.open()) break
    await closed(subject)
  }),
  behaviour('the time limit ends a call that hangs', ['stream', 'singleRequest'], async (subject) => {
    subject.script({ text: 'Late.', faults: { stall: {} } })
    equal((await subject.failure({}, { timeout: 100 })).name, 'APITimeoutError')
    equal((await subject.streamFailure({}, { timeout: 100 })).name, 'APITimeoutError')
    // On a busy machine the limit may come before the request has left.
    for (const request of subject.requests) {
      await request.ended
      ok(request.aborted, 'the request went on')
    }
  }),
  behaviour('a stream that stalls ends, though it is kept alive', ['stream'], async (subject) => {
    subject.script({ text: ['One ', 'two.'], faults: { stall: { after: 1, keepAliveMs: 10 } } })
    const failure = await failureOf(subject.stream({}, { idleTimeout: 150 }))
    equal(failure.name, 'APITimeoutError')
    equal(failure.partial?.choices[0]?.message.content, 'One ')
    await closed(subject)
  }),
]
