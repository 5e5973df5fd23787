import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ChatMessage, createRelay } from '../../src/index.js'
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
