import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import type { EmbeddingResponse } from '../../contract/embedding.js'
import { isModelRelayError } from '../../contract/errors.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { KEY, rejection, type Subject } from '../subject.js'
import { STATUS_CASES } from './errors.js'
import { arrival, closed, REASON } from './time.js'

/** A status that fails at once, so that the tests wait only the shortest pause between two tries. */
const AGAIN = { status: 500, headers: { 'retry-after-ms': '1' } }

const UNICODE = 'naïve café, 日本語, مرحبا, 👩‍🚀, "quoted"\n\ttabbed'

function vectorsOf({ data }: EmbeddingResponse): number[][] {
  return data.map(({ embedding }) => embedding)
}

/** Texts of which a request takes only so many at once. */
function texts(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `text ${at}.`)
}

/** How many texts fill one request; only behaviours that need `embeddingBatches` ask. */
function batchOf({ embeddingBatch }: Subject): number {
  ok(embeddingBatch, 'embeddingBatch is not given')
  return embeddingBatch
}

function floatsIn(base64: unknown): number[] {
  ok(typeof base64 === 'string', 'no base64')
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
}

const answers: readonly Behaviour[] = [
  behaviour('a text becomes a vector', ['embeddings'], async (subject) => {
    const reply = await subject.embed()
    equal(reply.object, 'list')
    equal(reply.data.length, 1)
    equal(reply.data[0]?.object, 'embedding')
    equal(reply.data[0]?.index, 0)
    const [vector] = vectorsOf(reply)
    ok(vector && vector.length > 0 && vector.every(Number.isFinite), 'no list of numbers')
    ok(JSON.stringify(subject.sent.body).includes('Hello'), 'the text did not reach the vendor')
    equal(reply.meta.provider, subject.prefix)
    equal(reply.meta.attempts.length, 1)
  }),
  behaviour('many texts become vectors in their order', ['embeddings'], async (subject) => {
    const input = ['one', 'two', 'three', 'one']
    const reply = await subject.embed({ input })
    deepEqual(
      reply.data.map(({ index }) => index),
      [0, 1, 2, 3],
    )
    const alone: number[][] = []
    for (const text of input) alone.push(...vectorsOf(await subject.embed({ input: text })))
    deepEqual(vectorsOf(reply), alone)
    notEqual(JSON.stringify(alone[0]), JSON.stringify(alone[1]))
  }),
  behaviour('a text to embed arrives with every character', ['embeddings'], async (subject) => {
    await subject.embed({ input: [UNICODE] })
    ok(JSON.stringify(subject.sent.body).includes(JSON.stringify(UNICODE)), 'the text was changed')
  }),
  behaviour('texts in tokens become vectors, or are refused by name', ['embeddings'], async (subject) => {
    const one: number[] = [7, 11, 13]
    const two: number[][] = [[7, 11], [13]]
    for (const { input, texts } of [
      { input: one, texts: 1 },
      { input: two, texts: 2 },
    ]) {
      const answer: unknown = await subject.embed({ input }).catch((error: unknown) => error)
      if (isModelRelayError(answer)) {
        ok(answer.param?.startsWith('input'), `the input is not named: ${answer.param}`)
        equal(subject.requests.length, 0)
      } else equal((answer as EmbeddingResponse).data.length, texts) // what is not an error is the answer
    }
  }),
  behaviour('a vector has as many dimensions as asked for', ['embeddings', 'dimensions'], async (subject) => {
    equal(vectorsOf(await subject.embed({ dimensions: 8 }))[0]?.length, 8)
    equal(vectorsOf(await subject.embed({ dimensions: 256 }))[0]?.length, 256)
  }),
  behaviour('base64 holds the numbers of the vector', ['embeddings'], async (subject) => {
    const numbers = vectorsOf(await subject.embed({ input: ['one', 'two'] }))
    const { data } = await subject.embed({ input: ['one', 'two'], encoding_format: 'base64' })
    // OpenAI's own type says number[] also where base64 was asked for.
    deepEqual(
      data.map(({ embedding }: { embedding: unknown }) => floatsIn(embedding)),
      numbers,
    )
  }),
  behaviour('numbers can be asked for by name', ['embeddings'], async (subject) => {
    const [vector] = vectorsOf(await subject.embed({ encoding_format: 'float' }))
    ok(Array.isArray(vector))
  }),
  behaviour('queries are told from documents', ['embeddings', 'inputType'], async (subject) => {
    await subject.embed({ input_type: 'query' })
    const asQuery = subject.sent.text
    await subject.embed({ input_type: 'document' })
    notEqual(asQuery, subject.sent.text)
  }),
  behaviour('what a vector is for may be said to every vendor', ['embeddings'], async (subject) => {
    equal((await subject.embed({ input_type: 'query' })).data.length, 1)
  }),
  behaviour('usage of embeddings counts the input', ['embeddings', 'embeddingUsage'], async (subject) => {
    subject.script({ usage: { inputTokens: 7 } })
    deepEqual((await subject.embed()).usage, { prompt_tokens: 7, total_tokens: 7 })
  }),
  behaviour('an embedding request that was passed in is not changed', ['embeddings'], async (subject) => {
    const input = Object.freeze(['one', 'two'])
    equal((await subject.embed({ input: input as string[] })).data.length, 2) // frozen, which its type cannot say
  }),
]

const batches: readonly Behaviour[] = [
  behaviour('more texts than a request takes go in batches', ['embeddings', 'embeddingBatches'], async (subject) => {
    const input = texts(batchOf(subject) * 2 + 1)
    const reply = await subject.embed({ input })
    equal(subject.requests.length, 3)
    equal(reply.data.length, input.length)
    deepEqual(
      reply.data.map(({ index }) => index),
      input.map((_, at) => at),
    )
    const [last] = vectorsOf(await subject.embed({ input: input.at(-1) ?? '' }))
    deepEqual(vectorsOf(reply).at(-1), last)
  }),
  behaviour('usage of batches is summed', ['embeddings', 'embeddingBatches', 'embeddingUsage'], async (subject) => {
    subject.script({ usage: { inputTokens: 7 } })
    const { usage } = await subject.embed({ input: texts(batchOf(subject) * 2 + 1) })
    deepEqual(usage, { prompt_tokens: 21, total_tokens: 21 })
  }),
  behaviour('a batch that fails is tried again alone', ['embeddings', 'embeddingBatches'], async (subject) => {
    const input = texts(batchOf(subject) + 1)
    const expected = vectorsOf(await subject.embed({ input }))
    const before = subject.requests.length
    let failed = false
    subject.script(({ text }) => {
      if (failed || !text.includes(`${input.at(-1)}`)) return undefined
      failed = true
      return AGAIN
    })
    const reply = await subject.embed({ input }, { maxRetries: 1 })
    deepEqual(vectorsOf(reply), expected)
    equal(subject.requests.length - before, 3)
    equal(reply.meta.attempts.length, 2)
  }),
]

const failures: readonly Behaviour[] = [
  ...STATUS_CASES.map(({ name, step, error, retryable }) =>
    behaviour(`${name}, for embeddings`, ['embeddings'], async (subject) => {
      subject.script(step)
      const failure = await subject.embedFailure()
      ok(error.includes(failure.name), `${failure.name}: ${failure.message}`)
      equal(failure.status, step.status)
      equal(failure.retryable, retryable)
      equal(failure.provider, subject.prefix)
    }),
  ),
  behaviour('embeddings that fail are tried again', ['embeddings'], async (subject) => {
    subject.script([AGAIN, {}])
    const reply = await subject.embed({}, { maxRetries: 1 })
    equal(reply.data.length, 1)
    equal(reply.meta.attempts.length, 2)
  }),
  behaviour('fewer vectors than texts are an error', ['embeddings'], async (subject) => {
    subject.script({ vectors: [] })
    equal((await subject.embedFailure()).name, 'APIResponseError')
    if (subject.embeddingBatch === 1) return
    subject.script({ vectors: [[0.5, 0.25]] })
    equal((await subject.embedFailure({ input: ['one', 'two'] })).name, 'APIResponseError')
  }),
  behaviour('an answer without vectors is an error', ['embeddings'], async (subject) => {
    subject.script({ body: {} })
    equal((await subject.embedFailure()).name, 'APIResponseError')
  }),
  behaviour('vectors that are cut off are an error', ['embeddings'], async (subject) => {
    subject.script({ faults: { cut: { after: 1 } } })
    // Some SDKs give the half that came.
    ok(['APIConnectionError', 'APIResponseError'].includes((await subject.embedFailure()).name))
  }),
  behaviour('vectors with broken bytes are an error', ['embeddings'], async (subject) => {
    subject.script({ faults: { malformed: { after: 1 } } })
    equal((await subject.embedFailure()).name, 'APIResponseError')
  }),
  behaviour('an error inside a 200 is an error of embeddings', ['embeddings'], async (subject) => {
    subject.script({ faults: { error: { message: 'Lost.' } } })
    equal((await subject.embedFailure()).provider, subject.prefix)
  }),
  behaviour('an abort ends a request for embeddings', ['embeddings'], async (subject) => {
    subject.script({ faults: { stall: {} } })
    const controller = new AbortController()
    const failing = rejection(subject.embed({}, { signal: controller.signal, maxRetries: 2 }))
    await arrival(subject)
    controller.abort(REASON)
    equal(await failing, REASON)
    await closed(subject)
    equal(subject.requests.length, 1)
  }),
  behaviour('the time limit ends embeddings that hang', ['embeddings'], async (subject) => {
    subject.script({ faults: { stall: {} } })
    equal((await subject.embedFailure({}, { timeout: 100 })).name, 'APITimeoutError')
  }),
  behaviour('nothing to embed fails before it is sent', ['embeddings'], async (subject) => {
    equal((await subject.embedFailure({ input: [] })).param, 'input')
    equal(subject.requests.length, 0)
  }),
  behaviour('texts among tokens fail before they are sent', ['embeddings'], async (subject) => {
    const mixed: unknown = ['text', [7, 11]]
    const failure = await subject.embedFailure({ input: mixed as string[] }) // its type forbids it
    equal(failure.param, 'input[1]')
    equal(subject.requests.length, 0)
  }),
  behaviour('the key of embeddings is in a header and nowhere else', ['embeddings'], async (subject) => {
    const reply = await subject.embed()
    const { headers, url, text } = subject.sent
    ok(
      Object.values(headers).some((value) => value.includes(KEY)),
      'no header holds the key',
    )
    ok(![url, text, JSON.stringify(reply)].some((place) => place.includes(KEY)), 'the key was seen')
    subject.script({ status: 401, message: `Incorrect API key provided: ${KEY}.` })
    const { message, stack, cause } = await subject.embedFailure()
    ok(![message, stack, String(cause)].join('\n').includes(KEY), 'the key was seen in an error')
  }),
]

/** What every provider with embeddings does. */
export const embeddings: readonly Behaviour[] = [...answers, ...batches, ...failures]
