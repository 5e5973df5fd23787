import { afterEach, beforeEach, expect, test } from 'vitest'
import { AuthenticationError, type ChatMessage, createRelay, InternalServerError } from '../../src/index.js'
import { type LocalServer, localServer } from '../support/local-server.js'
import { scriptedProvider } from '../support/scripted-provider.js'

let server: LocalServer
let asked: string[]
beforeEach(async () => {
  asked = []
  server = await localServer((incoming, response) => {
    asked.push(incoming.url ?? '')
    const type = incoming.url?.endsWith('.pdf') ? 'application/octet-stream' : 'image/png'
    response.writeHead(200, { 'content-type': type }).end('abc')
  })
})
afterEach(() => server.close())

const messagesOf = (url: string): ChatMessage[] => [
  {
    role: 'user',
    content: [
      { type: 'text', text: 'see' },
      { type: 'image_url', image_url: { url: `${url}/a.png`, detail: 'low' } },
      { type: 'image_url', image_url: { url: `${url}/a.png` } },
      { type: 'image_url', image_url: { url: 'data:image/gif;base64,AAAA' } },
      { type: 'file', file: { file_id: `${url}/b.pdf`, filename: 'b.pdf' } },
    ],
  },
]

test('what a vendor cannot fetch comes as a data URL, each URL once, and the caller’s messages stay', async () => {
  const { provider, requests } = scriptedProvider()
  provider.needsDownload = (url) => url.startsWith(server.url)
  const messages = messagesOf(server.url)
  const before = structuredClone(messages)
  await createRelay({ providers: [provider], media: { allowPrivateHosts: true } }).completion({
    model: 'scripted/a',
    messages,
  })
  expect(requests[0]).toMatchObject({
    messages: [
      {
        content: [
          { text: 'see' },
          { image_url: { url: 'data:image/png;base64,YWJj', detail: 'low' } },
          { image_url: { url: 'data:image/png;base64,YWJj' } },
          { image_url: { url: 'data:image/gif;base64,AAAA' } },
          { file: { file_data: 'data:application/pdf;base64,YWJj', filename: 'b.pdf' } },
        ],
      },
    ],
  })
  expect(messages).toEqual(before)
  expect(asked.sort()).toEqual(['/a.png', '/b.pdf'])
})

test('the own network is refused by default', async () => {
  const { provider } = scriptedProvider()
  provider.needsDownload = () => true
  const call = createRelay({ providers: [provider] }).completion({
    model: 'scripted/a',
    messages: messagesOf(server.url),
  })
  await expect(call).rejects.toMatchObject({ code: 'download_refused', provider: 'scripted' })
  expect(asked).toEqual([])
})

test('a vendor that fetches itself gets the URL', async () => {
  const { provider, requests } = scriptedProvider()
  const messages = messagesOf(server.url)
  await createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages })
  expect(requests[0]).toMatchObject({ messages })
  expect(asked).toEqual([])
})

test('one that fails ends the others, and a call has a bound for all of them', async () => {
  const { provider } = scriptedProvider()
  provider.needsDownload = () => true
  const many = (path: string): ChatMessage[] => [
    {
      role: 'user',
      content: Array.from({ length: 40 }, (_, at) => ({
        type: 'image_url',
        image_url: { url: `${server.url}/${path}${at}` },
      })),
    },
  ]
  const relay = createRelay({ providers: [provider], media: { allowPrivateHosts: true, maxBytes: 2 } })
  await expect(relay.completion({ model: 'scripted/a', messages: many('a') })).rejects.toThrow('larger than 2 bytes')
  expect(asked.length).toBeLessThan(10)
  const bounded = createRelay({ providers: [provider], media: { allowPrivateHosts: true, maxTotalBytes: 10 } })
  await expect(bounded.completion({ model: 'scripted/a', messages: many('b') })).rejects.toMatchObject({
    code: 'download_refused',
  })
})

test('a file is downloaded once for all attempts, and not at all for a mock', async () => {
  const { provider } = scriptedProvider({
    a: [{ error: new InternalServerError('boom', { retryAfterMs: 1 }) }, { text: 'ok' }],
  })
  provider.needsDownload = () => true
  const relay = createRelay({ providers: [provider], media: { allowPrivateHosts: true } })
  await relay.completion({ model: 'scripted/a', messages: messagesOf(server.url) }, { mock: 'no request' })
  expect(asked).toEqual([])
  const reply = await relay.completion({ model: 'scripted/a', messages: messagesOf(server.url) })
  expect(reply.meta.attempts).toHaveLength(2)
  expect(asked).toHaveLength(2)
})

test('a silent file server is under the limit of the attempt', async () => {
  const { provider } = scriptedProvider({ a: [{ error: new AuthenticationError('no') }] })
  const slow = { ...provider, id: 'slow', needsDownload: () => true }
  const silent = await localServer(() => {})
  const relay = createRelay({ providers: [provider, slow], media: { allowPrivateHosts: true } })
  const call = relay.completion(
    { model: 'scripted/a', messages: messagesOf(silent.url) },
    { fallbacks: [{ model: 'slow/b', timeout: 30 }], maxRetries: 0 },
  )
  await expect(call).rejects.toMatchObject({ name: 'APITimeoutError', provider: 'slow' })
  await silent.close()
})
