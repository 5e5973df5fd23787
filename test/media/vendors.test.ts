import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CallOptions, createRelay } from '../../src/index.js'
import { type Simulator, startSimulator } from '../../src/simulator.js'
import { type LocalServer, localServer } from '../support/local-server.js'

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex')

let files: LocalServer
let simulator: Simulator
beforeEach(async () => {
  files = await localServer(
    (_incoming, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(PNG),
  )
  simulator = await startSimulator()
})
afterEach(async () => {
  await files.close()
  await simulator.close()
})

async function sentFor(model: string): Promise<string> {
  const [provider = ''] = model.split('/')
  const options: CallOptions = {
    baseURL: simulator.url(provider),
    apiKey: 'sk-media-0123456789abcdef',
    ...(provider === 'bedrock' && { aws: { region: 'eu-west-1' } }),
  }
  const image = { type: 'image_url' as const, image_url: { url: `${files.url}/a.png` } }
  const relay = createRelay({ media: { allowPrivateHosts: true } })
  await relay.completion(
    { model, messages: [{ role: 'user', content: [{ type: 'text', text: 'what is this?' }, image] }] },
    options,
  )
  await relay.close()
  return JSON.stringify(simulator.requests.at(-1)?.body)
}

test.each(['bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'gemini/gemini-2.5-flash', 'ollama/llava'])(
  '%s gets the bytes of an image by URL, which the vendor cannot fetch',
  async (model) => {
    expect(await sentFor(model)).toContain(PNG.toString('base64'))
  },
)

test.each(['openai/gpt-4o', 'anthropic/claude-sonnet-4-5', 'groq/llama-4-scout'])('%s gets the URL', async (model) => {
  expect(await sentFor(model)).toContain(`${files.url}/a.png`)
})
