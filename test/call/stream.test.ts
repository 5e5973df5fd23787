import { describe, expect, test, vi } from 'vitest'
import type { ChatCompletionChunk } from '../../src/index.js'
import {
  APIConnectionError,
  APITimeoutError,
  type CompletionStream,
  createRelay,
  InternalServerError,
  ServiceUnavailableError,
} from '../../src/index.js'
import { type Scripted, type Step, scriptedProvider } from '../support/scripted-provider.js'

const messages = [{ role: 'user' as const, content: 'hi' }]
const body = { model: 'scripted/a', messages, stream: true as const }

function relayOf(script: Record<string, Step[]>): Scripted & { relay: ReturnType<typeof createRelay> } {
  const scripted = scriptedProvider(script)
  return { ...scripted, relay: createRelay({ providers: [scripted.provider] }) }
}

async function collect(stream: CompletionStream): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

const textOf = (chunks: ChatCompletionChunk[]) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')

describe('a stream', () => {
  test('has one id, the role once and first, and its finish last', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two three' }] })
    const chunks = await collect(await relay.completion(body))
    expect(textOf(chunks)).toBe('one two three')
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks.map(({ choices }) => choices[0]?.delta.role)).toEqual(['assistant', undefined, undefined, undefined])
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })

  test('shows usage only when asked, and keeps it for final()', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two' }] })
    const quiet = await relay.completion(body)
    expect((await collect(quiet)).some(({ usage }) => usage)).toBe(false)
    expect((await quiet.final()).usage).toEqual({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 })
    const loud = await collect(await relay.completion({ ...body, stream_options: { include_usage: true } }))
    expect(loud.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 5 } })
  })

  test('final() alone reads it to the end', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two' }] })
    const stream = await relay.completion(body)
    const reply = await stream.final()
    expect(reply.choices[0]?.message.content).toBe('one two')
    expect(reply.meta).toMatchObject({ provider: 'scripted', model: 'a', firstTokenMs: expect.any(Number) })
    expect(stream.meta).toEqual(reply.meta)
    expect(await collect(stream)).toEqual([])
  })

  test('final() asked for before the loop leaves the chunks to the loop', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two' }] })
    const stream = await relay.completion(body)
    const final = stream.final()
    expect(textOf(await collect(stream))).toBe('one two')
    expect((await final).choices[0]?.message.content).toBe('one two')
  })

  test('final() after some reads, or inside the loop, settles and loses no chunk', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two three four' }] })
    const manual = await relay.completion(body)
    await manual.next()
    expect((await manual.final()).choices[0]?.message.content).toBe('one two three four')
    const inside = await relay.completion(body)
    let text = ''
    for await (const chunk of inside) {
      text += chunk.choices[0]?.delta.content ?? ''
      expect((await inside.final()).choices[0]?.message.content).toBe('one two three four')
    }
    expect(text).toBe('one two three four')
  })

  test('reads at the same time share the chunks in order', async () => {
    const { relay } = relayOf({ a: [{ text: 'a b c d e f g' }] })
    const stream = await relay.completion(body)
    const reads = await Promise.all(Array.from({ length: 12 }, () => stream.next()))
    const chunks = reads.flatMap(({ value }) => (value === undefined ? [] : [value]))
    expect(textOf(chunks)).toBe('a b c d e f g')
    expect(reads.filter(({ done }) => done).length).toBeGreaterThan(0)
  })

  test('a failure is told to a reader who comes after final()', async () => {
    const { relay } = relayOf({
      a: [{ text: 'one two', breakAfter: { batches: 1, error: new InternalServerError('boom') } }],
    })
    const stream = await relay.completion(body)
    await stream.next()
    await expect(stream.final()).rejects.toThrow('boom')
    await expect(stream.next()).rejects.toThrow('boom')
    expect(await stream.next()).toEqual({ value: undefined, done: true })
  })

  test('a failure before its first content is retried and falls back, unseen', async () => {
    const { relay, calls } = relayOf({
      a: [
        {
          text: 'never',
          breakAfter: { batches: 0, error: new ServiceUnavailableError('overloaded', { retryAfterMs: 1 }) },
        },
      ],
      b: [{ text: 'b answers' }],
    })
    const stream = await relay.completion(body, { maxRetries: 1, fallbacks: ['scripted/b'] })
    expect(textOf(await collect(stream))).toBe('b answers')
    expect(calls.map(({ model }) => model)).toEqual(['a', 'a', 'b'])
    expect(stream.meta.attempts.map(({ error }) => error)).toEqual([
      'ServiceUnavailableError',
      'ServiceUnavailableError',
      undefined,
    ])
  })

  test('a failure after it is not retried and carries what had arrived', async () => {
    const { relay, calls } = relayOf({
      a: [{ text: 'one two three', breakAfter: { batches: 2, error: new APIConnectionError('cut') } }],
    })
    const stream = await relay.completion(body, { fallbacks: ['scripted/b'] })
    const seen: string[] = []
    const reading = (async () => {
      for await (const chunk of stream) seen.push(chunk.choices[0]?.delta.content ?? '')
    })()
    await expect(reading).rejects.toMatchObject({
      name: 'APIConnectionError',
      provider: 'scripted',
      partial: { choices: [{ message: { content: 'one two ' } }] },
      attempts: { length: 1 },
    })
    expect(seen).toEqual(['one ', 'two '])
    expect(calls).toHaveLength(1)
    await expect(stream.final()).rejects.toMatchObject({ name: 'APIConnectionError' })
  })

  test('leaving the loop ends the request, and final() says so', async () => {
    const state = relayOf({ a: [{ text: 'one two three' }] })
    const stream = await state.relay.completion(body)
    for await (const chunk of stream) if (chunk) break
    await expect(stream.final()).rejects.toMatchObject({ name: 'APIUserAbortError', partial: { choices: [{}] } })
    expect(state.calls[0]?.signal.aborted).toBe(true)
  })

  test('abort() rejects a pending read', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two three' }] })
    const stream = await relay.completion(body)
    await stream.next()
    stream.abort()
    expect(await stream.next()).toEqual({ value: undefined, done: true })
    await expect(stream.final()).rejects.toMatchObject({ name: 'APIUserAbortError' })
  })

  test('the signal of the call rejects the loop with its own reason', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two three' }] })
    const controller = new AbortController()
    const stream = await relay.completion(body, { signal: controller.signal })
    const reading = (async () => {
      for await (const _ of stream) controller.abort(new Error('the user went away'))
    })()
    await expect(reading).rejects.toThrow('the user went away')
  })

  test('nobody sees an unhandled rejection when a stream fails or is left and final() is never asked for', async () => {
    const seen: unknown[] = []
    const onRejection = (reason: unknown) => seen.push(reason)
    process.on('unhandledRejection', onRejection)
    const { relay } = relayOf({
      a: [{ text: 'one two', breakAfter: { batches: 1, error: new InternalServerError('x') } }],
    })
    const broken = await relay.completion(body)
    await expect(collect(broken)).rejects.toThrow('x')
    for await (const _ of await relay.completion(body)) break
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', onRejection)
    expect(seen).toEqual([])
  })

  test('an idle stream is a typed error; a slow reader is not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const idle = scriptedProvider({})
      idle.provider.stream = async (_request, { signal, model }) =>
        (async function* () {
          yield [
            {
              id: 'x',
              object: 'chat.completion.chunk',
              created: 1,
              model,
              choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }],
            },
          ]
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        })()
      const stream = await createRelay({ providers: [idle.provider] }).completion(body, { idleTimeout: 1000 })
      await stream.next()
      await vi.advanceTimersByTimeAsync(5000)
      const read = stream.next()
      const settled = expect(read).rejects.toMatchObject({
        name: 'APITimeoutError',
        code: 'idle_timeout',
        partial: { choices: [{ message: { content: 'a' } }] },
      })
      await vi.advanceTimersByTimeAsync(1001)
      await settled
      await expect(read).rejects.toBeInstanceOf(APITimeoutError)
    } finally {
      vi.useRealTimers()
    }
  })

  test('the time limit is for its first chunk; silence after that is the idle limit’s, and may be retried before content', async () => {
    const slow = scriptedProvider({})
    let tries = 0
    slow.provider.stream = async (_request, { signal, model }) =>
      (async function* () {
        const chunk = (delta: object) => [
          {
            id: 'x',
            object: 'chat.completion.chunk' as const,
            created: 1,
            model,
            choices: [{ index: 0, delta, finish_reason: null }],
          },
        ]
        yield chunk({ role: 'assistant' })
        if (++tries === 1)
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        yield chunk({ content: 'late' })
        yield [
          {
            ...chunk({})[0],
            choices: [{ index: 0, delta: {}, finish_reason: 'stop' as const }],
          } as ChatCompletionChunk,
        ]
      })()
    const stream = await createRelay({ providers: [slow.provider] }).completion(body, {
      timeout: 5000,
      idleTimeout: 30,
    })
    expect(stream.meta.attempts.map(({ error }) => error)).toEqual(['APITimeoutError', undefined])
    expect((await stream.final()).choices[0]?.message.content).toBe('late')
  })

  test('as server-sent events it ends with [DONE]', async () => {
    const { relay } = relayOf({ a: [{ text: 'one two' }] })
    const stream = await relay.completion(body)
    const text = await new Response(stream.toReadableStream()).text()
    const frames = text.split('\n\n').filter(Boolean)
    expect(frames.at(-1)).toBe('data: [DONE]')
    expect(JSON.parse(frames[0]?.slice(6) ?? '')).toMatchObject({ choices: [{ delta: { content: 'one ' } }] })
  })

  test('as server-sent events a break is an error frame, not an end', async () => {
    const { relay } = relayOf({
      a: [{ text: 'one two', breakAfter: { batches: 1, error: new InternalServerError('boom') } }],
    })
    const text = await new Response((await relay.completion(body)).toReadableStream()).text()
    expect(text).not.toContain('[DONE]')
    expect(text).toContain('"message":"boom"')
  })
})

describe('hooks', () => {
  test('see one call from its request to its end, and their failures are reported', async () => {
    const { provider } = scriptedProvider({
      a: [{ error: new ServiceUnavailableError('busy', { retryAfterMs: 1 }) }, { text: 'one two' }],
    })
    const seen: string[] = []
    const failures: unknown[] = []
    const ids = new Set<string>()
    const see = (name: string) => (event: { call: { id: string } }) => {
      seen.push(name)
      ids.add(event.call.id)
    }
    const relay = createRelay({
      providers: [provider],
      onFailure: ({ name, error }) => failures.push([name, error instanceof Error && error.message]),
      hooks: [
        {
          onRequest: () => {
            throw new Error('hook broke')
          },
          onResponse: async () => {
            throw new Error('later')
          },
        },
        {
          onRequest: see('request'),
          onAttempt: see('attempt'),
          onChunk: see('chunk'),
          onResponse: see('response'),
          onError: see('error'),
        },
      ],
    })
    const reply = await (await relay.completion(body, { metadata: { team: 'a' }, tags: ['t'] })).final()
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual(['request', 'attempt', 'attempt', 'chunk', 'chunk', 'chunk', 'response'])
    expect([...ids]).toEqual([reply.meta.id])
    expect(failures).toEqual([
      ['onRequest', 'hook broke'],
      ['onResponse', 'later'],
    ])
  })

  test('a reporter that rejects is no unhandled rejection', async () => {
    const seen: unknown[] = []
    const onRejection = (reason: unknown) => seen.push(reason)
    const onWarning = () => {}
    process.on('unhandledRejection', onRejection).on('warning', onWarning)
    const { provider } = scriptedProvider()
    const relay = createRelay({
      providers: [provider],
      hooks: { onRequest: () => Promise.reject(Object.create(null)) },
      onFailure: async () => {
        throw new Error('reporter')
      },
    })
    await relay.completion({ model: 'scripted/a', messages })
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', onRejection).off('warning', onWarning)
    expect(seen).toEqual([])
  })

  test('a failed call tells onError once', async () => {
    const { provider } = scriptedProvider({ a: [{ error: new InternalServerError('boom', { retryAfterMs: 1 }) }] })
    const onError = vi.fn()
    const onAttempt = vi.fn()
    const relay = createRelay({ providers: [provider], hooks: { onError, onAttempt } })
    await expect(relay.completion({ model: 'scripted/a', messages })).rejects.toThrow('boom')
    expect(onError).toHaveBeenCalledOnce()
    expect(onAttempt).toHaveBeenCalledTimes(3)
  })
})
