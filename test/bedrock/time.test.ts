import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CallOptions, createRelay } from '../../src/index.js'
import { toEvent } from '../../src/simulator/event-stream.js'
import { ANSWER } from './http2-server.js'

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret-of-the-test' }
const aws = { region: 'eu-west-1', credentials }
const never = <T>() => new Promise<T>(() => {})
const request = {
  model: 'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  messages: [{ role: 'user' as const, content: 'Hello' }],
}
const relay = createRelay()
const ask = (options: CallOptions) => relay.completion(request, { aws, maxRetries: 0, ...options })
const askStream = (options: CallOptions) =>
  relay.completion({ ...request, stream: true }, { aws, maxRetries: 0, ...options })
const timedOut = { name: 'APITimeoutError', code: 'timeout' }

/** A body that never goes on after these pieces, and says when it is given up. */
function stalledBody(pieces: readonly Uint8Array[] = []) {
  const cancel = vi.fn()
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    for (const piece of pieces) controller.enqueue(piece)
  }
  return { cancel, body: new ReadableStream<Uint8Array>({ start, cancel }) }
}

beforeEach(() => {
  vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the limits of a call end', () => {
  it('a wait for credentials', async () => {
    const fetch = vi.fn(async () => Response.json(ANSWER))
    const options = { fetch, aws: { region: 'eu-west-1', credentials: () => never() } }
    await expect(ask({ ...options, timeout: 50 })).rejects.toMatchObject(timedOut)
    const controller = new AbortController()
    const reason = new Error('Enough.')
    const asked = ask({
      ...options,
      aws: {
        region: 'eu-west-1',
        credentials: () => {
          controller.abort(reason)
          return never()
        },
      },
      signal: controller.signal,
    })
    await expect(asked).rejects.toBe(reason)
    expect(fetch).not.toHaveBeenCalled()
  })

  it('a fetch that does not listen, and what it brings later is given up', async () => {
    const { body, cancel } = stalledBody()
    let answer = (_: Response) => {}
    const late = new Promise<Response>((resolve) => {
      answer = resolve
    })
    await expect(ask({ fetch: () => late, timeout: 50 })).rejects.toMatchObject(timedOut)
    answer(new Response(body))
    await vi.waitFor(() => expect(cancel).toHaveBeenCalled())
  })

  it('a body that stalls', async () => {
    const { body, cancel } = stalledBody()
    const headers = { 'content-type': 'application/json' }
    await expect(ask({ fetch: async () => new Response(body, { headers }), timeout: 50 })).rejects.toMatchObject(
      timedOut,
    )
    await vi.waitFor(() => expect(cancel).toHaveBeenCalled())
  })

  it.each([
    ['before its first event', [], { timeout: 50 }],
    ['after it', [toEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'a' } })], { idleTimeout: 50 }],
  ])('a stream that stalls %s', async (_when, events, limit) => {
    const { body, cancel } = stalledBody(events)
    const headers = { 'content-type': 'application/vnd.amazon.eventstream' }
    const read = async () => (await askStream({ fetch: async () => new Response(body, { headers }), ...limit })).final()
    await expect(read()).rejects.toMatchObject({ name: 'APITimeoutError' })
    await vi.waitFor(() => expect(cancel).toHaveBeenCalled())
  })
})

it('a refused call asks nobody for credentials again, and shows no token still', async () => {
  const secret = { ...credentials, sessionToken: 'token-of-the-session' }
  const provider = vi.fn(() => (provider.mock.calls.length === 1 ? Promise.resolve(secret) : never()))
  const message = `The canonical string should have been: x-amz-security-token:${secret.sessionToken}`
  const error: unknown = await ask({
    fetch: async () => Response.json({ message }, { status: 403 }),
    aws: { region: 'eu-west-1', credentials: provider },
  }).catch((thrown) => thrown)
  expect(error).toMatchObject({ status: 403 })
  expect(`${error}`).not.toContain('token-of-the-session')
  expect(provider).toHaveBeenCalledOnce()
})
