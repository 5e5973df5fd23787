import { afterEach, describe, expect, it } from 'vitest'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator.js'
import { readAll, readUntil, sendRaw } from './raw-client.js'

let simulator: Simulator | undefined

afterEach(async () => {
  await simulator?.close()
})

async function start(options: SimulatorOptions): Promise<Simulator> {
  simulator = await startSimulator(options)
  return simulator
}

const ask = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }

async function post(url: string, body: unknown = ask, headers: Record<string, string> = { authorization: 'Bearer k' }) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const json: unknown = await response.json()
  return { status: response.status, json, text: JSON.stringify(json) }
}

function chat(running: Simulator, body?: unknown, headers?: Record<string, string>) {
  return post(`${running.url('openai')}/chat/completions`, body, headers)
}

describe('base URLs', () => {
  it('are what each provider’s own SDK takes', async () => {
    const running = await start({})
    const origin = `http://127.0.0.1:${running.port}`
    expect(running.url('openai')).toBe(`${origin}/openai/v1`)
    expect(running.url('together_ai')).toBe(`${origin}/together_ai/v1`)
    expect(running.url('anthropic')).toBe(`${origin}/anthropic`)
  })

  it('tell the provider of a request', async () => {
    const running = await start({})
    await post(`${running.url('groq')}/chat/completions?beta=1`)
    await post(`http://127.0.0.1:${running.port}/v1/chat/completions`)
    await post(`http://127.0.0.1:${running.port}/v1/messages`)
    expect(running.requests.map(({ provider, path, dialect }) => [provider, path, dialect])).toEqual([
      ['groq', '/v1/chat/completions', 'openai-chat'],
      ['openai', '/v1/chat/completions', 'openai-chat'],
      ['anthropic', '/v1/messages', 'anthropic-messages'],
    ])
    expect(running.requests[0]?.url).toBe('/groq/v1/chat/completions?beta=1')
  })
})

describe('a script', () => {
  it('is used step by step, its last step again and again', async () => {
    const running = await start({ script: [{ text: 'first' }, { status: 500 }, { text: 'last' }] })
    const texts = []
    for (let turn = 0; turn < 4; turn++) texts.push((await chat(running)).text)
    expect(texts[0]).toContain('"first"')
    expect(texts[1]).toContain('server_error')
    expect(texts[2]).toContain('"last"')
    expect(texts[3]).toContain('"last"')
  })

  it('loses no step to a request that the API would refuse', async () => {
    const running = await start({ script: [{ text: 'first' }, { text: 'last' }] })
    expect((await chat(running, { messages: [] })).status).toBe(400)
    expect((await chat(running)).text).toContain('"first"')
  })

  it('can be a function that picks by model or path, and leaves the rest to the default', async () => {
    const running = await start({
      script: ({ model, path }) => {
        if (model === 'slow-model') return { status: 503 }
        return path.endsWith('/messages') ? { text: 'for Claude' } : undefined
      },
    })
    expect((await chat(running, { ...ask, model: 'slow-model' })).status).toBe(503)
    expect((await chat(running)).text).toContain('You said: Hi')
    const headers = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' }
    const message = await post(`${running.url('anthropic')}/v1/messages`, { ...ask, max_tokens: 5 }, headers)
    expect(message.text).toContain('for Claude')
  })

  it('that only slows or breaks an answer leaves its content to the default', async () => {
    const running = await start({ script: { latencyMs: 1, usage: { inputTokens: 77 } } })
    const { text } = await chat(running)
    expect(text).toContain('You said: Hi')
    expect(text).toContain('"prompt_tokens":77')
  })

  it('names headers that some of its steps leave undefined', async () => {
    const running = await start({
      script: ({ index }) => ({ text: 'Hi', headers: { 'X-First': index === 0 ? 'yes' : undefined, 'x-all': 'yes' } }),
    })
    const headersOf = async () => {
      const init = { method: 'POST', headers: { authorization: 'Bearer k' }, body: JSON.stringify(ask) }
      const { headers } = await fetch(`${running.url('openai')}/chat/completions`, init)
      return [headers.get('x-first'), headers.get('x-all')]
    }
    expect([await headersOf(), await headersOf()]).toEqual([
      ['yes', 'yes'],
      [null, 'yes'],
    ])
  })

  it('that throws is told to the client', async () => {
    const running = await start({
      script: () => {
        throw new Error('no such model here')
      },
    })
    expect(await chat(running)).toMatchObject({ status: 500, text: expect.stringContaining('no such model here') })
  })

  it('can be replaced', async () => {
    const running = await start({ script: [{ text: 'first' }] })
    running.setScript([{ text: 'second' }])
    expect((await chat(running)).text).toContain('"second"')
    running.setScript(undefined)
    expect((await chat(running)).text).toContain('You said: Hi')
  })

  it('gives the same answers in every run', async () => {
    const run = async (seed: number) => {
      const running = await start({ seed, now: () => 0, script: { text: 'Some words here', chunking: 'random' } })
      const answer = await readAll(sendRaw(running, { stream: true }))
      await running.close()
      return answer.body
    }
    const first = await run(1)
    expect(await run(1)).toBe(first)
    expect(await run(2)).not.toBe(first)
  })
})

describe('what the simulator was sent', () => {
  it('is recorded with headers, body and status', async () => {
    const running = await start({ now: () => 1234 })
    await chat(running, { ...ask, stream: false, temperature: 0.5 }, { Authorization: 'Bearer k', 'X-Mine': 'yes' })
    expect(running.requests).toMatchObject([
      {
        index: 0,
        method: 'POST',
        headers: { authorization: 'Bearer k', 'x-mine': 'yes' },
        body: { temperature: 0.5 },
        model: 'm',
        stream: false,
        receivedAt: 1234,
        status: 200,
        aborted: false,
      },
    ])
  })

  it('is bounded and can be cleared', async () => {
    const running = await start({ maxRequests: 2 })
    for (let turn = 0; turn < 3; turn++) await chat(running)
    expect(running.requests.map((request) => request.index)).toEqual([1, 2])
    running.clearRequests()
    expect(running.requests).toEqual([])
  })

  it.each([
    ['before the first byte', { faults: { stall: {} } }, false],
    ['while it waits', { latencyMs: 60_000 }, false],
    ['between chunks', { text: ['one', 'two'], chunkMs: 60_000 }, true],
  ])('shows an abort %s', async (_when, step, streaming) => {
    const arrived: { tell?: () => void } = {}
    const asked = new Promise<void>((resolve) => {
      arrived.tell = resolve
    })
    const running = await start({
      script: () => {
        arrived.tell?.()
        return step
      },
    })
    const socket = sendRaw(running, { stream: true })
    await (streaming ? readUntil(socket, 'one') : asked)
    socket.destroy()
    await running.requests[0]?.ended
    expect(running.requests[0]?.aborted).toBe(true)
    expect(running.requests[0]?.abortedAt).toBeGreaterThanOrEqual(running.requests[0]?.receivedAt ?? 0)
  })

  it('shows no abort for an answer that was read', async () => {
    const running = await start({})
    await readAll(sendRaw(running, { stream: true }))
    await running.requests[0]?.ended
    expect(running.requests[0]?.aborted).toBe(false)
  })
})

describe('keys', () => {
  it('are not asked for where the provider needs none', async () => {
    const running = await start({ requireKey: (provider) => provider !== 'hosted_vllm' })
    expect((await post(`${running.url('hosted_vllm')}/chat/completions`, ask, {})).status).toBe(200)
    expect((await post(`${running.url('groq')}/chat/completions`, ask, {})).status).toBe(401)
  })

  it('can be limited to those given', async () => {
    const running = await start({ keys: ['right'] })
    expect((await chat(running, ask, { authorization: 'Bearer right' })).status).toBe(200)
    expect(await chat(running, ask, { authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      json: { error: { code: 'invalid_api_key' } },
    })
  })
})

describe('requests that no API has', () => {
  it('get a 404 in the form of the vendor', async () => {
    const running = await start({})
    expect(await post(`${running.url('openai')}/nothing`)).toMatchObject({
      status: 404,
      json: { error: { message: 'Invalid URL (POST /v1/nothing)' } },
    })
    const versioned = { 'anthropic-version': '2023-06-01', 'x-api-key': 'k' }
    expect(await post(`${running.url('anthropic')}/v1/nothing`, {}, versioned)).toMatchObject({
      status: 404,
      json: { type: 'error', error: { type: 'not_found_error' } },
    })
  })

  it.each([
    ['OpenAI, without its version', '/openai/chat/completions'],
    ['OpenAI, with its version twice', '/openai/v1/v1/chat/completions'],
    ['Anthropic, with a version in its base URL', '/anthropic/v1/v1/messages'],
    ['Anthropic, without a version', '/anthropic/messages'],
  ])('are those of a wrong base URL: %s', async (_, path) => {
    const running = await start({})
    const body = { ...ask, max_tokens: 5 }
    const headers = { authorization: 'Bearer k', 'anthropic-version': '2023-06-01' }
    expect((await post(`http://127.0.0.1:${running.port}${path}`, body, headers)).status).toBe(404)
  })

  it.each([
    '/datarobot/v1/chat/completions/',
    '/writer/v1/chat',
    '/acme/v1/inference/chat/completions',
    '/azure/v1/deployments/my-gpt/chat/completions',
    '/azure/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21',
    '/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21',
  ])('are not those of a host with a path of its own: %s', async (path) => {
    const running = await start({})
    expect((await post(`http://127.0.0.1:${running.port}${path}`)).status).toBe(200)
  })

  it('get a 400 when their body is not JSON', async () => {
    const running = await start({})
    const headers = { authorization: 'Bearer k' }
    const response = await fetch(`${running.url('openai')}/chat/completions`, { method: 'POST', headers, body: 'no' })
    expect(response.status).toBe(400)
  })
})

describe('closing', () => {
  it('can be asked for twice', async () => {
    const running = await start({})
    await Promise.all([running.close(), running.close()])
    await expect(chat(running)).rejects.toThrow()
  })

  it('of a port in use is told at the start', async () => {
    const running = await start({})
    await expect(startSimulator({ port: running.port })).rejects.toThrow('EADDRINUSE')
  })
})
