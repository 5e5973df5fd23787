import { afterEach, describe, expect, it, vi } from 'vitest'
import { replicate } from '../../providers/replicate/index.js'
import { createRelay } from '../../src/index.js'
import { recordingsOf, whereRecordings } from '../support/recordings-of.js'

const GET = 'https://api.replicate.com/v1/predictions/p1'
const DONE = {
  id: 'p1',
  model: 'meta/llama',
  status: 'succeeded',
  output: ['Hel', 'lo'],
  created_at: '2024-02-12T16:45:41.730471035Z',
  metrics: { input_token_count: 3, output_token_count: 2 },
}
const STARTING = {
  id: 'p1',
  status: 'starting',
  output: null,
  urls: { get: GET, stream: 'https://stream.replicate.com/v1/p1' },
}
const messages = [{ role: 'user' as const, content: 'Hi' }]
const model = 'replicate/meta/llama-2-70b-chat'

/** A relay over a `fetch` that gives these answers in turn, and what it was asked. */
function host(...answers: Array<() => Response>) {
  const asked: Array<{ method: string; url: string; headers: Headers; body: unknown }> = []
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    const body: unknown = init?.body ? JSON.parse(String(init.body)) : undefined
    asked.push({ method: init?.method ?? 'GET', url: String(url), headers: new Headers(init?.headers), body })
    const answer = answers[asked.length - 1]
    if (!answer) throw new Error('asked too often')
    return answer()
  }
  return { relay: createRelay({ providers: [replicate] }), options: { apiKey: 'k', fetch, maxRetries: 0 }, asked }
}
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status })

describe('a prediction on Replicate', () => {
  it('is waited for, and asks with one prompt', async () => {
    const { relay, options, asked } = host(json(DONE, 201))
    const reply = await relay.completion(
      { model, messages: [{ role: 'system', content: 'Be brief.' }, ...messages], max_tokens: 9, stop: ['a', 'b'] },
      options,
    )
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: 'https://api.replicate.com/v1/models/meta/llama-2-70b-chat/predictions',
        body: { input: { prompt: 'Hi', system_prompt: 'Be brief.', max_tokens: 9, stop_sequences: 'a,b' } },
      },
    ])
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer k')
    expect(reply).toMatchObject({
      id: 'p1',
      choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    })
  })

  it('that takes longer is followed to its end', async () => {
    const { relay, options, asked } = host(json(STARTING, 201), json(DONE))
    const reply = await relay.completion({ model, messages }, options)
    expect(asked[1]).toMatchObject({ method: 'GET', url: GET, body: undefined })
    expect(reply.choices[0]?.message.content).toBe('Hello')
  })

  it('is looked at until it is over', async () => {
    const running = json({ ...STARTING, status: 'processing' })
    const { relay, options, asked } = host(json(STARTING, 201), running, running, json(DONE))
    const reply = await relay.completion({ model, messages }, options)
    expect(reply.choices[0]?.message.content).toBe('Hello')
    expect(asked).toHaveLength(4)
  })

  it("is told the caller's deadline, and how long to hold the answer, once", async () => {
    const { relay, options, asked } = host(json(STARTING, 201), json(DONE))
    await relay.completion({ model, messages }, { ...options, headers: { 'Cancel-After': '1m', Prefer: 'wait=5' } })
    const headers = asked.map(({ headers }) => [headers.get('cancel-after'), headers.get('prefer')])
    expect(headers).toEqual([
      ['1m', 'wait=5'],
      [null, null],
    ])
  })

  it('streams its output as text', async () => {
    const events =
      'event: output\nid: 1\ndata: Hel\n\nevent: output\nid: 2\ndata: lo\ndata: you\n\nevent: done\ndata: {}\n\n'
    const { relay, options, asked } = host(
      json(STARTING, 201),
      () => new Response(events, { headers: { 'content-type': 'text/event-stream' } }),
    )
    const stream = await relay.completion({ model, messages, stream: true }, options)
    expect((await stream.final()).choices[0]).toMatchObject({
      message: { content: 'Hello\nyou' },
      finish_reason: 'stop',
    })
    expect(asked[0]?.body).toMatchObject({ stream: true })
    expect(asked[1]?.headers.get('accept')).toBe('text/event-stream')
  })

  it('of a model that does not stream is one piece', async () => {
    const { relay, options } = host(json({ ...STARTING, urls: { get: GET } }, 201), json(DONE))
    const stream = await relay.completion({ model, messages, stream: true }, options)
    expect((await stream.final()).choices[0]?.message.content).toBe('Hello')
  })

  it('takes a version, a deployment, and inputs of its own', async () => {
    const { relay, options, asked } = host(json(DONE), json(DONE))
    const extraBody = { input: { image: 'https://h.example/a.png' }, webhook: 'https://h.example/hook' }
    await relay.completion({ model: 'replicate/me/mine:abc', messages, seed: 1 }, { ...options, extraBody })
    await relay.completion({ model: 'replicate/deployments/me/mine', messages }, options)
    expect(asked[0]).toMatchObject({
      url: 'https://api.replicate.com/v1/predictions',
      body: {
        version: 'me/mine:abc',
        input: { prompt: 'Hi', seed: 1, ...extraBody.input },
        webhook: extraBody.webhook,
      },
    })
    expect(asked[1]?.url).toBe('https://api.replicate.com/v1/deployments/me/mine/predictions')
  })

  it('of a conversation goes on with a transcript', async () => {
    const { relay, options, asked } = host(json(DONE))
    const turns = [
      ...messages,
      { role: 'assistant' as const, content: 'Hello' },
      { role: 'user' as const, content: 'Bye' },
    ]
    await relay.completion({ model, messages: turns }, options)
    expect(asked[0]?.body).toEqual({ input: { prompt: 'User: Hi\n\nAssistant: Hello\n\nUser: Bye\n\nAssistant:' } })
  })

  it('that fails is an error, before and in a stream', async () => {
    const failed = host(json({ ...DONE, status: 'failed', error: 'CUDA out of memory' }))
    await expect(failed.relay.completion({ model, messages }, failed.options)).rejects.toMatchObject({
      name: 'InternalServerError',
      message: 'CUDA out of memory',
    })
    const events = 'event: output\ndata: Hel\n\nevent: error\ndata: {"detail":"E1"}\n\n'
    const cut = host(json(STARTING), () => new Response(events, { headers: { 'content-type': 'text/event-stream' } }))
    const stream = await cut.relay.completion({ model, messages, stream: true }, cut.options)
    await expect(stream.final()).rejects.toMatchObject({ message: 'E1' })
  })

  it('hands the key to no other host', async () => {
    const { relay, options, asked } = host(json({ ...STARTING, urls: { get: 'https://replicate.com.evil.example/p' } }))
    await expect(relay.completion({ model, messages }, options)).rejects.toMatchObject({ name: 'APIResponseError' })
    expect(asked).toHaveLength(1)
  })

  it('refuses tools and files, which have no place in a prompt', async () => {
    const { relay, options } = host()
    const image = { type: 'image_url' as const, image_url: { url: 'https://h.example/a.png' } }
    await expect(relay.completion({ model, messages: [{ role: 'user', content: [image] }] }, options)).rejects.toThrow(
      /messages\[0\]\.content\[0\]/,
    )
    const tools = [{ type: 'function' as const, function: { name: 'f' } }]
    await expect(relay.completion({ model, messages, tools }, options)).rejects.toMatchObject({
      name: 'UnsupportedParamsError',
    })
  })
})

describe('a prediction that was paid for', () => {
  const CANCEL = 'https://api.replicate.com/v1/predictions/p1/cancel'
  const polled = { ...STARTING, urls: { get: GET, cancel: CANCEL } }
  const soon = { status: 502, headers: { 'retry-after': '0' } }
  const posts = (asked: ReturnType<typeof host>['asked']) => asked.filter(({ method }) => method === 'POST')
  const lost = () => {
    throw new TypeError('fetch failed')
  }
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([429, 500, 502, 503])('is looked at again after a %i', async (status) => {
    const { relay, options, asked } = host(
      json(polled, 201),
      () => new Response('', { ...soon, status }),
      () => new Response('', { ...soon, status }),
      json(DONE),
    )
    const reply = await relay.completion({ model, messages }, { ...options, maxRetries: 2 })
    expect(reply.choices[0]?.message.content).toBe('Hello')
    expect(posts(asked)).toHaveLength(1)
  })

  it('is looked at again after a lost connection', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { relay, options, asked } = host(json(polled, 201), lost, json(DONE))
    const answered = relay.completion({ model, messages }, { ...options, maxRetries: 2 })
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    await vi.advanceTimersByTimeAsync(1000)
    expect((await answered).choices[0]?.message.content).toBe('Hello')
    expect(posts(asked)).toHaveLength(1)
  })

  it.each([
    ['every look fails', Array.from({ length: 5 }, () => () => new Response('', soon))],
    ['it is gone', [json({ detail: 'Not found' }, 404)]],
    ['it redirects', [() => new Response('', { status: 307, headers: { location: '/elsewhere' } })]],
    ['it failed', [json({ ...DONE, status: 'failed', error: 'CUDA out of memory' })]],
    ['its output is no text', [json({ ...DONE, output: { a: 1 } })]],
  ])('is not started anew when %s', async (_, answers) => {
    const { relay, options, asked } = host(json(polled, 201), ...answers)
    const answered = relay.completion({ model, messages }, { ...options, maxRetries: 2 })
    await expect(answered).rejects.toMatchObject({ retryable: false })
    expect(posts(asked)).toHaveLength(1)
    expect(asked).toHaveLength(1 + answers.length)
  })

  it('is not started anew when its stream is lost', async () => {
    const { relay, options, asked } = host(
      json(STARTING, 201),
      () => new Response('', soon),
      () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })),
    )
    const streaming = relay.completion({ model, messages, stream: true }, { ...options, maxRetries: 2 })
    await expect(streaming.then((stream) => stream.final())).rejects.toMatchObject({ retryable: false })
    expect(posts(asked)).toHaveLength(1)
  })

  it('is cancelled when the call is aborted', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    const { relay, options, asked } = host(
      json(polled, 201),
      () => {
        controller.abort(reason)
        return new Response('', soon)
      },
      json({}),
    )
    const answered = relay.completion({ model, messages }, { ...options, signal: controller.signal })
    await expect(answered).rejects.toBe(reason)
    expect(asked[2]).toMatchObject({ method: 'POST', url: CANCEL, body: undefined })
    expect(asked[2]?.headers.get('authorization')).toBe('Bearer k')
  })

  it('is known before it is over, so that it can be cancelled', async () => {
    const { relay, options, asked } = host(json(polled, 201), json(DONE))
    await relay.completion({ model, messages }, options)
    expect(asked[0]?.headers.has('prefer')).toBe(false)
  })

  it('is cancelled when its time is over', async () => {
    const silent = () => new Promise<Response>(() => {})
    const { relay, asked, options } = host(json(polled, 201))
    const fetch: typeof globalThis.fetch = (url, init) =>
      asked.length === 1 && init?.method === 'GET' ? silent() : options.fetch(url, init)
    const answered = relay.completion({ model, messages }, { ...options, fetch, timeout: 50 })
    await expect(answered).rejects.toMatchObject({ name: 'APITimeoutError' })
    expect(asked[1]).toMatchObject({ method: 'POST', url: CANCEL })
  })

  it('is cancelled when its stream is left', async () => {
    const events = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('event: output\ndata: Hel\n\n')),
    })
    const { relay, options, asked } = host(
      json({ ...STARTING, urls: { ...STARTING.urls, cancel: CANCEL } }, 201),
      () => new Response(events, { headers: { 'content-type': 'text/event-stream' } }),
      json({}),
    )
    for await (const _ of await relay.completion({ model, messages, stream: true }, options)) break
    expect(asked[2]).toMatchObject({ method: 'POST', url: CANCEL })
  })

  it('is cancelled at Replicate only', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    const urls = { get: GET, cancel: 'https://evil.example/cancel' }
    const { relay, options, asked } = host(json({ ...STARTING, urls }, 201), () => {
      controller.abort(reason)
      return new Response('', soon)
    })
    const answered = relay.completion({ model, messages }, { ...options, signal: controller.signal })
    await expect(answered).rejects.toBe(reason)
    expect(asked).toHaveLength(2)
  })
})

const recordings = recordingsOf('replicate', 'predictions')

describe.skipIf(recordings.length === 0)(`recorded predictions${whereRecordings}`, () => {
  it.each(recordings)('$id starts, or says why not', async ({ response: { status, body } }) => {
    const { relay, options, asked } = host(
      () => Response.json(body, { status }),
      json({ ...DONE, output: 'from its own address' }),
    )
    const answered = relay.completion({ model, messages }, options)
    if (status === 401) await expect(answered).rejects.toMatchObject({ name: 'AuthenticationError' })
    else expect((await answered).choices[0]?.message.content).toBe('from its own address')
    expect(asked).toHaveLength(status === 401 ? 1 : 2)
  })
})
