import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { entryOf } from '../cache-behaviour.js'
import { KEYS, type SemanticBehaviour, type SemanticSubject, semanticBehaviour } from '../semantic-behaviour.js'

const [STORED, NEAR, FAR] = [
  'How do I reset my password?',
  'Please tell me how do I reset my password',
  'Which mountains of Europe are covered with snow?',
]
const HOUR_MS = 3_600_000

export const searches: readonly SemanticBehaviour[] = [
  semanticBehaviour('nothing is found where nothing is stored', async ({ cache }) => {
    equal(await cache.search(at('p', STORED)), undefined)
    deepEqual((await cache.explain(at('p', STORED))).nearest, [])
  }),
  semanticBehaviour('a question in nearly the same words finds the answer', async (subject) => {
    await stored(subject)
    const match = await subject.cache.search(at('p', NEAR))
    ok(match, 'the question was not found')
    equal(match.key, KEYS.a)
    equal(match.question, STORED)
    equal(match.entry.body, 'answer')
    ok(match.similarity > 0.7 && match.similarity <= 1.001)
  }),
  semanticBehaviour('the same question is found with similarity 1', async (subject) => {
    await stored(subject)
    const match = await subject.cache.search(at('p', STORED))
    ok(match && Math.abs(match.similarity - 1) < 0.001)
  }),
  semanticBehaviour('a question about something else finds nothing', async (subject) => {
    await stored(subject)
    equal(await subject.cache.search(at('p', FAR)), undefined)
  }),
  semanticBehaviour('a question of another partition finds nothing, be it the same', async (subject) => {
    await stored(subject)
    for (const partition of ['', 'P', 'p ', 'q', 'pp'])
      equal(await subject.cache.search(at(partition, STORED)), undefined)
  }),
  semanticBehaviour('a changed number, name, word or a negation finds nothing', async (subject) => {
    await subject.cache.set(KEYS.a, entryOf('answer'), at('p', 'How do I cook brown rice for 2 people in Rome?'))
    await subject.settle()
    for (const text of [
      'How do I cook brown rice for 6 people in Rome?',
      'How do I cook brown rice for 2 people in Oslo?',
      'How do I cook white rice for 2 people in Rome?',
      'How do I not cook brown rice for 2 people in Rome?',
    ])
      equal(await subject.cache.search(at('p', text)), undefined, text)
  }),
  semanticBehaviour('an explanation says what was near and why it was refused', async (subject) => {
    await subject.cache.set(KEYS.a, entryOf('answer'), at('p', 'How do I cook rice for 2 people?'))
    await subject.settle()
    const miss = await subject.cache.explain(at('p', 'How do I cook rice for 6 people?'))
    equal(miss.match, undefined)
    equal(miss.nearest[0]?.question, 'How do I cook rice for 2 people?')
    ok(miss.nearest[0]?.refused, 'no reason')
    ok(miss.reason.length > 0)
    const hit = await subject.cache.explain(at('p', 'How do I cook rice for 2 people, please?'))
    equal(hit.match?.key, KEYS.a)
    equal(hit.nearest[0]?.refused, undefined)
  }),
  semanticBehaviour('an expired answer is not found', async (subject) => {
    const past = entryOf('old', { createdAt: Date.now() - HOUR_MS, expiresAt: Date.now() - 1 })
    await subject.cache.set(KEYS.a, past, at('p', STORED))
    await subject.settle()
    equal(await subject.cache.search(at('p', STORED)), undefined)
    equal(await subject.cache.get(KEYS.a), undefined)
  }),
  semanticBehaviour('an expired answer does not stand before a live one', async (subject) => {
    const past = entryOf('old', { createdAt: Date.now() - HOUR_MS, expiresAt: Date.now() - 1 })
    await subject.cache.set(KEYS.a, past, at('p', STORED))
    await subject.cache.set(KEYS.b, entryOf('new', { expiresAt: Date.now() + HOUR_MS }), at('p', NEAR))
    await subject.settle()
    equal((await subject.cache.search(at('p', STORED)))?.key, KEYS.b)
  }),
  semanticBehaviour('a deleted answer is not found', async (subject) => {
    await stored(subject)
    await subject.cache.delete(KEYS.a)
    await subject.settle()
    equal(await subject.cache.search(at('p', STORED)), undefined)
  }),
  semanticBehaviour('a later answer under a key takes its question along', async (subject) => {
    await stored(subject)
    await subject.cache.set(KEYS.a, entryOf('mountains'), at('p', FAR))
    await subject.settle()
    equal(await subject.cache.search(at('p', STORED)), undefined)
    equal((await subject.cache.search(at('p', FAR)))?.entry.body, 'mountains')
  }),
  semanticBehaviour('an answer without a question is found by its key alone', async (subject) => {
    await subject.cache.set(KEYS.a, entryOf('answer'))
    await subject.settle()
    equal((await subject.cache.get(KEYS.a))?.body, 'answer')
    equal(await subject.cache.search(at('p', STORED)), undefined)
  }),
  semanticBehaviour(
    'an embedder that fails rejects, the answer is kept by its key, and the next try works',
    async (subject) => {
      subject.failure = new Error('no embeddings today')
      await rejects(async () => subject.cache.set(KEYS.a, entryOf('answer'), at('p', STORED)), /no embeddings today/)
      equal((await subject.cache.get(KEYS.a))?.body, 'answer')
      subject.failure = undefined
      await stored(subject)
      subject.failure = new Error('no embeddings today')
      await rejects(async () => subject.cache.search(at('p', FAR)), /no embeddings today/)
      subject.failure = undefined
      equal((await subject.cache.search(at('p', NEAR)))?.key, KEYS.a)
    },
  ),
  semanticBehaviour('the nearest of several is found', async (subject) => {
    await stored(subject)
    await subject.cache.set(KEYS.b, entryOf('other'), at('p', FAR))
    await subject.cache.set(KEYS.c, entryOf('third'), at('q', STORED))
    await subject.settle()
    equal((await subject.cache.search(at('p', FAR)))?.key, KEYS.b)
    equal((await subject.cache.search(at('p', NEAR)))?.key, KEYS.a)
    equal((await subject.cache.search(at('q', NEAR)))?.key, KEYS.c)
  }),
]

function at(partition: string, text: string): { partition: string; text: string } {
  return { partition, text }
}

async function stored(subject: SemanticSubject): Promise<void> {
  await subject.cache.set(KEYS.a, entryOf('answer'), at('p', STORED))
  await subject.settle()
}
