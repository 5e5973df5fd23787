import { afterEach, describe, expect, it } from 'vitest'
import { type Script, type Simulator, type Step, startSimulator } from '../../src/simulator.js'
import { type RawAnswer, type RawRequest, readAll, readUntil, sendRaw } from './raw-client.js'

let simulator: Simulator | undefined

afterEach(async () => {
  await simulator?.close()
})

async function start(script: Script): Promise<Simulator> {
  simulator = await startSimulator({ script })
  return simulator
}

async function answerTo(step: Step, request?: RawRequest): Promise<RawAnswer> {
  return readAll(sendRaw(await start(step), request))
}

const stream = { stream: true }
const anthropic = { stream: true, provider: 'anthropic' }
const text = ['one', 'two', 'three']

/** The `data:` lines of a stream that are JSON or [DONE]. */
function dataOf({ body }: RawAnswer): string[] {
  return body.split('\n').filter((line) => line.startsWith('data: '))
}

describe('a cut', () => {
  it('before anything leaves the client without a byte', async () => {
    expect(await answerTo({ text, faults: { cut: {} } }, stream)).toEqual({ head: '', body: '', whole: false })
  })

  it.each([0, 1, 2, 3])('after %i chunks has sent exactly these', async (after) => {
    const answer = await answerTo({ text, faults: { cut: { after } } }, stream)
    expect(answer.head).toContain('200 ok')
    expect(answer.whole).toBe(false)
    expect(text.filter((word) => answer.body.includes(`"${word}"`))).toEqual(text.slice(0, after))
    expect(answer.body).toContain('"role":"assistant"')
    expect(answer.body).not.toContain('"finish_reason":"stop"')
  })

  it('beyond the last chunk comes before the finish', async () => {
    const answer = await answerTo({ text, faults: { cut: { after: 99 } } }, anthropic)
    expect(answer.body).toContain('"text":"three"')
    expect(answer.body).not.toContain('message_delta')
    expect(answer.whole).toBe(false)
  })

  it('inside a whole answer leaves half of its body', async () => {
    const answer = await answerTo({ text, faults: { cut: { after: 1 } } })
    expect(answer.head).toMatch(/content-length: \d+/)
    expect(answer.body).toContain('"id":"chatcmpl-')
    expect(answer.whole).toBe(false)
  })

  it('is not taken for an abort by the client', async () => {
    await answerTo({ text, faults: { cut: { after: 1 } } }, stream)
    await simulator?.requests[0]?.ended
    expect(simulator?.requests[0]?.aborted).toBe(false)
  })
})

describe('a stall', () => {
  it('before anything sends no byte until the simulator closes', async () => {
    const running = await start(() => {
      queueMicrotask(() => void running.close())
      return { text, faults: { stall: {} } }
    })
    expect(await readAll(sendRaw(running, stream))).toEqual({ head: '', body: '', whole: false })
  })

  it('after n chunks holds the rest back', async () => {
    const socket = sendRaw(await start({ text, faults: { stall: { after: 2 } } }), stream)
    expect(await readUntil(socket, 'two')).not.toContain('three')
    socket.destroy()
    await simulator?.requests[0]?.ended
    expect(simulator?.requests[0]?.aborted).toBe(true)
  })

  it('ends after forMs, and the answer goes on', async () => {
    const answer = await answerTo({ text, faults: { stall: { after: 1, forMs: 5 } } }, stream)
    expect(dataOf(answer).at(-1)).toBe('data: [DONE]')
    expect(answer.whole).toBe(true)
  })

  it('of a whole answer puts no keep-alive lines into its JSON', async () => {
    const answer = await answerTo({ text, faults: { stall: { after: 1, forMs: 10, keepAliveMs: 1 } } })
    expect(JSON.parse(answer.body)).toMatchObject({ object: 'chat.completion' })
  })

  it.each([
    ['openai', ': keep-alive'],
    ['anthropic', 'event: ping'],
  ])('goes on with keep-alive lines in the form of %s', async (provider, line) => {
    const faults = { stall: { after: 1, keepAliveMs: 1 } }
    const socket = sendRaw(await start({ text, faults }), { stream: true, provider })
    const got = await readUntil(socket, `${line}${provider === 'openai' ? '\n\n' : '\ndata: {"type": "ping"}\n\n'}`)
    expect(got).not.toContain('two')
    socket.destroy()
  })
})

describe('an error inside a 200', () => {
  it('is the first frame when it has no position', async () => {
    const faults = { error: { status: 429, message: 'Slow down.' } }
    const answer = await answerTo({ text, faults }, stream)
    expect(answer.head).toContain('200 ok')
    expect(dataOf(answer)).toHaveLength(1)
    expect(answer.body).toContain('"code":"rate_limit_exceeded"')
    expect(answer.whole).toBe(true)
  })

  it('ends the stream after n chunks', async () => {
    const answer = await answerTo({ text, faults: { error: { after: 2, status: 529 } } }, anthropic)
    expect(answer.body).toContain('"text":"two"')
    expect(answer.body).not.toContain('"text":"three"')
    expect(answer.body).toMatch(/event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error".*\}\n\n$/)
  })

  it('is the whole body of an answer that is not streamed', async () => {
    const answer = await answerTo({ text, faults: { error: { message: 'Broken.' } } })
    expect(answer.head).toContain('200 ok')
    expect(JSON.parse(answer.body)).toMatchObject({ error: { message: 'Broken.', type: 'server_error' } })
  })
})

describe('other faults', () => {
  it('puts malformed bytes in after n chunks and goes on', async () => {
    const bytes = Uint8Array.from([0x64, 0xff, 0xfe, 0x0a])
    const answer = await answerTo({ text, faults: { malformed: { after: 1, bytes } } }, stream)
    expect(answer.body).toMatch(/"content":"one".*\n\nd\xff\xfe\ndata: .*"content":"two"/)
    expect(answer.whole).toBe(true)
  })

  it('makes a whole answer unreadable with malformed bytes', async () => {
    const answer = await answerTo({ text, faults: { malformed: { after: 1 } } })
    expect(answer.whole).toBe(true)
    expect(() => JSON.parse(answer.body)).toThrow(SyntaxError)
  })

  it('leaves the finish out', async () => {
    const openai = await answerTo(
      { text, faults: { noFinish: true } },
      { ...stream, body: { stream_options: { include_usage: true } } },
    )
    expect(dataOf(openai)).toHaveLength(1 + text.length + 1)
    expect(dataOf(openai).at(-1)).toBe('data: [DONE]')
    await simulator?.close()
    const other = await answerTo({ text, faults: { noFinish: true } }, anthropic)
    expect(other.body).not.toContain('message_delta')
    expect(other.body).toContain('message_stop')
  })

  it('leaves the end mark out', async () => {
    const openai = await answerTo({ text, faults: { noDone: true } }, stream)
    expect(openai.body).not.toContain('[DONE]')
    expect(openai.whole).toBe(true)
    await simulator?.close()
    expect((await answerTo({ text, faults: { noDone: true } }, anthropic)).body).not.toContain('message_stop')
  })

  it.each([true, false])('answers with a page of HTML (streamed: %s)', async (streamed) => {
    const answer = await answerTo({ text, faults: { nonJson: true } }, { stream: streamed })
    expect(answer.head).toContain('content-type: text/html')
    expect(answer.body).toMatch(/^<html>/)
  })

  it.each([true, false])('answers with a huge body (streamed: %s)', async (streamed) => {
    const answer = await answerTo({ text, faults: { paddingBytes: 300_000 } }, { stream: streamed })
    expect(answer.body.length).toBeGreaterThan(300_000)
    expect(answer.whole).toBe(true)
    if (streamed) expect(answer.body).toMatch(/\n\n: +\n\ndata: .*"content":"one"/)
    else expect(JSON.parse(answer.body)).toMatchObject({ object: 'chat.completion' })
  })

  it('sends rate limits in the vendor’s headers', async () => {
    const rateLimit = {
      requests: { limit: 500, remaining: 499, resetMs: 120 },
      tokens: { limit: 1000, remaining: 0, resetMs: 65_500 },
    }
    const openai = await answerTo({ status: 429, rateLimit, headers: { 'Retry-After': '1' } })
    expect(openai.head).toContain('x-ratelimit-remaining-requests: 499')
    expect(openai.head).toContain('x-ratelimit-reset-requests: 120ms')
    expect(openai.head).toContain('x-ratelimit-reset-tokens: 1m5.5s')
    expect(openai.head).toContain('retry-after: 1')
    await simulator?.close()
    simulator = await startSimulator({ script: { text, rateLimit }, now: () => Date.UTC(2026, 0, 1) })
    const other = await readAll(sendRaw(simulator, anthropic))
    expect(other.head).toContain('anthropic-ratelimit-requests-limit: 500')
    expect(other.head).toContain('anthropic-ratelimit-tokens-reset: 2026-01-01t00:01:05z')
  })
})

describe('a raw body', () => {
  it('is sent as text, bytes or JSON', async () => {
    const script: Step[] = [
      { body: 'plain', status: 502 },
      { body: new Uint8Array([0xff, 0x00]) },
      { body: { any: ['thing'] } },
    ]
    const running = await start(script)
    const answers = [await readAll(sendRaw(running)), await readAll(sendRaw(running)), await readAll(sendRaw(running))]
    expect(answers.map((answer) => answer.body)).toEqual(['plain', '\xff\x00', '{"any":["thing"]}'])
    expect(answers[0]?.head).toContain('502')
    expect(answers[2]?.head).toContain('content-type: application/json')
  })

  it('is sent piece by piece with a cut between', async () => {
    const headers = { 'content-type': 'text/event-stream' }
    const answer = await answerTo({ body: ['data: {"a"', ':1}\n\n', 'more'], headers, faults: { cut: { after: 2 } } })
    expect(answer).toMatchObject({ body: 'data: {"a":1}\n\n', whole: false })
  })
})
