import { createServer as createHttpServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import * as undici from 'undici'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Transport, TransportRequest } from '../../src/contract/transport.js'
import { createFetchTransport } from '../../src/transport/fetch.js'
import { createSdkTransport, isSdkClient } from '../../src/transport/sdk-client.js'
import { createUndiciTransport } from '../../src/transport/undici.js'
import { bodyOf, deferred, json, type LocalServer, localServer } from '../support/local-server.js'

let server: LocalServer | undefined
let transport: Transport | undefined
afterEach(async () => {
  await transport?.close?.()
  await server?.close()
})

function sdk(client: unknown): Transport {
  if (!isSdkClient(client)) throw new Error('not a client')
  return createSdkTransport(client)
}

const kinds: Array<[string, (baseURL: string) => Transport]> = [
  ['undici', () => createUndiciTransport(undici, {})],
  ['fetch', () => createFetchTransport(globalThis.fetch)],
  ['an OpenAI client', (baseURL) => sdk(new OpenAI({ apiKey: 'sk-test', baseURL }))],
  ['an Anthropic client', (baseURL) => sdk(new Anthropic({ apiKey: 'sk-test', baseURL }))],
]

function request(baseURL: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: 'POST',
    baseURL,
    path: '/chat',
    headers: { 'content-type': 'application/json', 'x-test': 'yes' },
    body: { hello: 'wörld' },
    signal: new AbortController().signal,
    connectTimeout: 5000,
    ...more,
  }
}

describe.each(kinds)('a transport over %s', (_, create) => {
  test('sends JSON and reads the answer', async () => {
    const seen: unknown[] = []
    server = await localServer(async (incoming, response) => {
      seen.push([incoming.method, incoming.url, incoming.headers['x-test'], JSON.parse(await bodyOf(incoming))])
      json(response, 200, { ok: true }, { 'x-request-id': 'req_1' })
    })
    transport = create(`${server.url}/base`)
    const response = await transport.send(
      request(`${server.url}/base`, { query: { 'api-version': '1 2', none: undefined } }),
    )
    expect(response.status).toBe(200)
    expect(response.header('x-request-id')).toBe('req_1')
    expect(JSON.parse(await response.text(1000))).toEqual({ ok: true })
    expect(seen).toEqual([
      ['POST', expect.stringMatching(/^\/base\/chat\?api-version=1(?:%20|\+)2$/), 'yes', { hello: 'wörld' }],
    ])
  })

  test('leaves half of a surrogate pair out', async () => {
    let sent: unknown
    server = await localServer(async (incoming, response) => {
      sent = JSON.parse(await bodyOf(incoming))
      json(response, 200, {})
    })
    transport = create(server.url)
    await (await transport.send(request(server.url, { body: { text: 'a\ud83db' } }))).text(100)
    expect(sent).toEqual({ text: 'ab' })
  })

  test('hands an error status on as an answer, with its body', async () => {
    server = await localServer((_incoming, response) =>
      json(response, 429, { error: { message: 'slow down' } }, { 'retry-after': '7' }),
    )
    transport = create(server.url)
    const response = await transport.send(request(server.url))
    expect([response.status, response.header('retry-after')]).toEqual([429, '7'])
    expect(await response.text(1000)).toContain('slow down')
  })

  test('reads a body in pieces and keeps split characters whole', async () => {
    const bytes = Buffer.from('世界')
    server = await localServer((_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(bytes.subarray(0, 2))
      setImmediate(() => response.end(bytes.subarray(2)))
    })
    transport = create(server.url)
    const response = await transport.send(request(server.url))
    const pieces: Uint8Array[] = []
    for await (const piece of response.bytes()) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toBe('世界')
  })

  test('refuses an answer past its bound', async () => {
    server = await localServer((_incoming, response) => void response.writeHead(200).end('x'.repeat(100_000)))
    transport = create(server.url)
    const response = await transport.send(request(server.url))
    await expect(response.text(1000)).rejects.toMatchObject({ name: 'APIResponseError', code: 'response_too_large' })
  })

  test('an abort while waiting for the answer closes the socket and rejects with the reason', async () => {
    const closed = deferred()
    const arrived = deferred()
    server = await localServer((incoming) => {
      arrived.resolve()
      incoming.socket.on('close', () => closed.resolve())
    })
    transport = create(server.url)
    const controller = new AbortController()
    const sending = transport.send(request(server.url, { signal: controller.signal }))
    await arrived.promise
    controller.abort(new Error('enough'))
    await expect(sending).rejects.toThrow('enough')
    await closed.promise
  })

  test('an abort in the middle of a body closes the socket and rejects with the reason', async () => {
    const closed = deferred()
    server = await localServer((incoming, response) => {
      incoming.socket.on('close', () => closed.resolve())
      response.writeHead(200).write('first')
    })
    transport = create(server.url)
    const controller = new AbortController()
    const response = await transport.send(request(server.url, { signal: controller.signal }))
    const reader = response.bytes()[Symbol.asyncIterator]()
    await reader.next()
    const next = reader.next()
    controller.abort(new Error('enough'))
    await expect(next).rejects.toThrow('enough')
    await closed.promise
  })

  test('leaving the body early closes the socket', async () => {
    const closed = deferred()
    server = await localServer((incoming, response) => {
      incoming.socket.on('close', () => closed.resolve())
      response.writeHead(200).write('first')
    })
    transport = create(server.url)
    const response = await transport.send(request(server.url))
    for await (const _piece of response.bytes()) break
    await closed.promise
  })

  test('a connection that breaks in the middle of a body is a connection error', async () => {
    server = await localServer((incoming, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('first')
      setImmediate(() => incoming.socket.destroy())
    })
    transport = create(server.url)
    const response = await transport.send(request(server.url))
    await expect(response.text(1000)).rejects.toMatchObject({ name: 'APIConnectionError', retryable: true })
  })

  test('what had arrived before the break is read first', async () => {
    server = await localServer((incoming, response) => {
      response.writeHead(200).write('first')
      response.write('second', () => incoming.socket.destroy())
    })
    transport = create(server.url)
    const response = await transport.send(request(server.url))
    await vi.waitFor(() => expect(server?.sockets.size).toBe(0))
    let text = ''
    const reading = (async () => {
      for await (const piece of response.bytes()) text += Buffer.from(piece).toString()
    })()
    await expect(reading).rejects.toMatchObject({ name: 'APIConnectionError' })
    expect(text).toBe('firstsecond')
  })

  test('nobody listening is a connection error', async () => {
    server = await localServer(() => {})
    const { url } = server
    await server.close()
    transport = create(url)
    await expect(transport.send(request(url))).rejects.toMatchObject({ name: 'APIConnectionError' })
  })
})

describe('a fetch that does not listen to the signal', () => {
  const silent: Array<[string, typeof globalThis.fetch]> = [
    ['never answers', () => new Promise(() => {})],
    ['answers with a body that never ends', async () => new Response(new ReadableStream({}))],
  ]
  test.each(silent)('and %s ends with the call', async (_, fetch) => {
    transport = createFetchTransport(fetch)
    const controller = new AbortController()
    const reading = transport
      .send(request('http://127.0.0.1:9', { signal: controller.signal }))
      .then((response) => response.text(100))
    setImmediate(() => controller.abort(new Error('enough')))
    await expect(reading).rejects.toThrow('enough')
  })
})

describe('a body that is no JSON', () => {
  test.each([
    ['undici', createUndiciTransport(undici, {})],
    ['fetch', createFetchTransport(globalThis.fetch)],
    ['an SDK client', sdk(new OpenAI({ apiKey: 'sk-test' }))],
  ])('is refused before anything is sent over %s', async (_, over) => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    for (const body of [circular, { big: 1n }])
      await expect(over.send(request('http://127.0.0.1:9', { body }))).rejects.toMatchObject({
        name: 'BadRequestError',
        code: 'not_json',
      })
  })
})

describe('the pool', () => {
  test('keeps connections alive', async () => {
    const ports = new Set<number | undefined>()
    server = await localServer((incoming, response) => {
      ports.add(incoming.socket.remotePort)
      json(response, 200, {})
    })
    transport = createUndiciTransport(undici, {})
    for (let i = 0; i < 5; i++) await (await transport.send(request(server.url))).text(100)
    // The socket of one answer is free a tick after its end: a call made at once opens the second.
    expect(ports.size).toBeLessThanOrEqual(2)
  })

  test.each([
    ['a time limit', { connectTimeout: 30 }, undefined, 'connect_timeout'],
    ['an abort', {}, new Error('enough'), undefined],
  ])('%s during a handshake that never ends closes the socket', async (_, more, reason, code) => {
    const arrived = deferred()
    const sockets = new Set<unknown>()
    const tcp = createTcpServer((socket) => {
      sockets.add(socket)
      arrived.resolve()
      socket
        .on('error', () => {})
        .on('close', () => sockets.delete(socket))
        .resume() // who does not read does not see the end
    })
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    const address = tcp.address()
    const url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    transport = createUndiciTransport(undici, {})
    const controller = new AbortController()
    const sending = transport.send(request(url, { signal: controller.signal, ...more }))
    const settled = expect(sending).rejects.toMatchObject(
      reason ? { message: 'enough' } : { name: 'APITimeoutError', code },
    )
    if (reason) {
      await arrived.promise
      controller.abort(reason)
    }
    await settled
    await vi.waitFor(() => expect(sockets.size).toBe(0))
    tcp.close()
  })

  test('a slow reader holds the server back', async () => {
    let sent = 0
    const piece = Buffer.alloc(64 * 1024)
    server = await localServer((_incoming, response) => {
      response.writeHead(200)
      const write = () => {
        while (sent < 2000) {
          sent++
          if (!response.write(piece)) {
            response.once('drain', write)
            return
          }
        }
        response.end()
      }
      write()
    })
    transport = createUndiciTransport(undici, {})
    const response = await transport.send(request(server.url))
    const reader = response.bytes()[Symbol.asyncIterator]()
    await reader.next()
    let before = -1
    await vi.waitFor(
      () => {
        const still = sent === before
        before = sent
        expect(still).toBe(true)
      },
      { interval: 100, timeout: 5000 },
    )
    expect(sent).toBeLessThan(1000)
    let bytes = 0
    for (let step = await reader.next(); !step.done; step = await reader.next()) bytes += step.value.length
    expect(sent).toBe(2000)
    expect(bytes).toBeGreaterThan(2000 * 64 * 1024 - 128 * 1024)
  })

  test('decompresses what was compressed unasked', async () => {
    server = await localServer(
      (_incoming, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello')),
    )
    transport = createUndiciTransport(undici, {})
    expect(await (await transport.send(request(server.url))).text(100)).toBe('hello')
    server.close()
  })

  test('goes through the proxy that the environment names, but for hosts in NO_PROXY', async () => {
    const tunnels: string[] = []
    const proxy = createHttpServer().on('connect', (incoming, client) => {
      tunnels.push(incoming.url ?? '')
      const [host, port] = (incoming.url ?? '').split(':')
      const upstream = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.pipe(client).pipe(upstream)
      })
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const address = proxy.address()
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
    server = await localServer((_incoming, response) => json(response, 200, {}))
    for (const [excluded, used] of [
      ['', 1],
      ['127.0.0.1', 0],
    ] as const) {
      vi.stubEnv('NO_PROXY', excluded)
      const through = createUndiciTransport(undici, process.env)
      await (await through.send(request(server.url))).text(1000)
      expect(tunnels.splice(0)).toHaveLength(used)
      await through.close?.()
    }
    vi.unstubAllEnvs()
    proxy.close()
  })
})

describe('a base URL', () => {
  test.each(['not a url', 'ftp://x', 'http://user:pass@127.0.0.1'])('%s is refused', async (baseURL) => {
    transport = createUndiciTransport(undici, {})
    await expect(transport.send(request(baseURL))).rejects.toMatchObject({ name: 'BadRequestError', param: 'baseURL' })
  })
})
