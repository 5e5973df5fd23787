import { deepEqual, equal } from 'node:assert/strict'
import type { Cache } from '../../contract/cache.js'
import type { ChatCompletion, ProviderCompletion } from '../../contract/chat.js'
import { createRelay, type Relay } from '../../relay.js'
import { type CacheBehaviour, cacheBehaviour } from '../cache-behaviour.js'

const ANSWER: Omit<ProviderCompletion, 'model'> = {
  id: 'answer-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      logprobs: null,
      message: {
        role: 'assistant',
        content: 'One moment 👋🏽, I look it up.',
        refusal: null,
        reasoning_content: 'They want the weather.',
        thinking_blocks: [{ type: 'thinking', thinking: 'They want the weather.', signature: 'c2ln' }],
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"São Paulo"}' } },
        ],
      },
    },
  ],
  usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
}

export const calls: readonly CacheBehaviour[] = [
  cacheBehaviour('a call is answered again to the letter, whole and streamed', [], async ({ cache }) => {
    const { relay, asked } = relayOver(cache)
    const body = { model: 'fake/model', messages: [{ role: 'user' as const, content: 'Weather?' }] }
    const first = await relay.completion(body)
    equal(first.meta.cache, 'miss')
    const second = await hit(relay, () => relay.completion(body))
    deepEqual(withoutMeta(second), withoutMeta(first))
    const stream = await relay.completion({ ...body, stream: true })
    const streamed = await stream.final()
    equal(streamed.meta.cache, 'hit')
    deepEqual(withoutMeta(streamed), withoutMeta(first))
    equal((await relay.completion({ ...body, seed: 1 })).meta.cache, 'miss')
    equal(asked.length, 2)
    await relay.close()
  }),
  cacheBehaviour('a call of another user or namespace is not answered', [], async ({ cache }) => {
    const { relay, asked } = relayOver(cache)
    const body = { model: 'fake/model', messages: [{ role: 'user' as const, content: 'Weather?' }] }
    await relay.completion(body, { user: 'a' })
    await hit(relay, () => relay.completion(body, { user: 'a' }))
    for (const options of [{ user: 'b' }, {}, { user: 'a', cache: { namespace: 'n' } }, { cache: { namespace: 'a' } }])
      equal((await relay.completion(body, options)).meta.cache, 'miss')
    equal(asked.length, 5)
    await relay.close()
  }),
]

function relayOver(cache: Cache): { relay: Relay; asked: string[] } {
  const asked: string[] = []
  const relay = createRelay({
    cache,
    providers: [
      {
        id: 'fake',
        params: () => ['seed', 'tools'],
        complete: async (_, { model }) => {
          asked.push(model)
          return { ...structuredClone(ANSWER), model }
        },
        stream: () => Promise.reject(new TypeError('Only whole answers are asked for.')),
      },
    ],
  })
  return { relay, asked }
}

/** The answer once it is stored: no call waits for that. */
async function hit(relay: Relay, ask: () => Promise<ChatCompletion>): Promise<ChatCompletion> {
  const answer = await ask()
  equal(answer.meta.cache, 'hit')
  equal(relay.cacheStatistics().at(0)?.errors, 0)
  return answer
}

function withoutMeta({ meta: _, ...answer }: ChatCompletion): Omit<ChatCompletion, 'meta'> {
  return answer
}
