import { equal, ok } from 'node:assert/strict'
import type { ErrorStep } from '../../simulator/script.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { KEY } from '../subject.js'

interface Case {
  name: string
  step: ErrorStep
  /** Names of classes, any of which will do. */
  error: readonly string[]
  retryable: boolean
}

const CASES: readonly Case[] = [
  { name: '400 is a bad request', step: { status: 400 }, error: ['BadRequestError'], retryable: false },
  { name: '401 is a wrong key', step: { status: 401 }, error: ['AuthenticationError'], retryable: false },
  { name: '403 is a missing permission', step: { status: 403 }, error: ['PermissionDeniedError'], retryable: false },
  { name: '404 is an unknown model', step: { status: 404 }, error: ['NotFoundError'], retryable: false },
  {
    name: '413 is a request that is too large',
    step: { status: 413 },
    error: ['BadRequestError', 'ContextWindowExceededError'],
    retryable: false,
  },
  {
    name: '422 is a request that cannot be processed',
    step: { status: 422 },
    error: ['UnprocessableEntityError'],
    retryable: false,
  },
  { name: '429 is a rate limit', step: { status: 429 }, error: ['RateLimitError'], retryable: true },
  {
    name: 'a 429 for want of credit is not tried again',
    step: {
      status: 429,
      message: 'You exceeded your current quota, please check your plan and billing details.',
      headers: { 'x-should-retry': 'false' },
    },
    error: ['QuotaExceededError'],
    retryable: false,
  },
  { name: '500 is a failure of the vendor', step: { status: 500 }, error: ['InternalServerError'], retryable: true },
  { name: '502 is a failure of the vendor', step: { status: 502 }, error: ['InternalServerError'], retryable: true },
  { name: '503 is an overload', step: { status: 503 }, error: ['ServiceUnavailableError'], retryable: true },
  { name: '504 is a timeout', step: { status: 504 }, error: ['APITimeoutError'], retryable: true },
  { name: '529 is an overload', step: { status: 529 }, error: ['ServiceUnavailableError'], retryable: true },
  {
    name: 'a prompt that is too long is told from other bad requests',
    step: { status: 400, message: 'prompt is too long: 250000 tokens > 200000 maximum' },
    error: ['ContextWindowExceededError'],
    retryable: false,
  },
]

/** Those that a status alone tells. */
export const STATUS_CASES: readonly Case[] = CASES.filter(({ step }) => step.message === undefined)

export const errors: readonly Behaviour[] = [
  ...CASES.map(({ name, step, error, retryable }) =>
    // A call of several requests repeats the later ones itself: the first one may have cost something.
    behaviour(`${name}, whole and streamed`, retryable ? ['stream', 'singleRequest'] : ['stream'], async (subject) => {
      subject.script(step)
      for (const failure of [await subject.failure(), await subject.streamFailure()]) {
        ok(error.includes(failure.name), `${failure.name}: ${failure.message}`)
        equal(failure.status, step.status)
        equal(failure.retryable, retryable)
        equal(failure.provider, subject.prefix)
        equal(failure.model, subject.model)
        equal(failure.attempts.length, 1)
        if (step.message !== undefined) ok(failure.message.includes(step.message))
      }
    }),
  ),
  behaviour('retry-after says how long to wait', [], async (subject) => {
    subject.script({ status: 429, headers: { 'retry-after': '7' } })
    equal((await subject.failure()).retryAfterMs, 7000)
  }),
  behaviour('a page of a proxy is an error of its status', [], async (subject) => {
    subject.script({ status: 502, faults: { nonJson: true } })
    equal((await subject.failure()).name, 'InternalServerError')
  }),
  behaviour('no error holds the key', ['stream'], async (subject) => {
    subject.script({ status: 401, message: `Incorrect API key provided: ${KEY}.` })
    for (const failure of [await subject.failure(), await subject.streamFailure()]) {
      const { message, stack, cause } = failure
      const all = [message, stack, JSON.stringify(failure), String(cause), JSON.stringify(Object.entries(failure))]
      ok(!all.join('\n').includes(KEY))
    }
  }),
  behaviour('a request that cannot be meant fails before it is sent', [], async (subject) => {
    const failure = await subject.failure({ messages: [{ role: 'user', content: Object(7) }] })
    equal(failure.name, 'BadRequestError')
    equal(failure.param, 'messages[0].content')
    equal(subject.requests.length, 0)
  }),
]
