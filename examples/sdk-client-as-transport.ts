// An instance of an official SDK carries the requests: its key, proxy, headers and middleware, our translation and retries.
// Needs `npm install openai @anthropic-ai/sdk`; nothing else in modelrelay does.
import Anthropic from '@anthropic-ai/sdk'
import { createRelay } from 'modelrelay'
import { startSimulator } from 'modelrelay/simulator'
import OpenAI from 'openai'

const simulator = await startSimulator({ script: { text: 'Carried by an SDK.' } })

const relay = createRelay({
  providers: {
    openai: {
      client: new OpenAI({
        apiKey: 'any',
        baseURL: simulator.url('openai'),
        defaultHeaders: { 'x-team': 'search' },
      }),
    },
    anthropic: { client: new Anthropic({ apiKey: 'any', baseURL: simulator.url('anthropic') }) },
  },
})
const messages = [{ role: 'user' as const, content: 'Hello' }]

const reply = await relay.completion({ model: 'openai/gpt-4o-mini', messages })
console.log(`openai:    ${reply.choices[0]?.message.content}`)

const stream = await relay.completion({ model: 'anthropic/claude-haiku-4-5', messages, stream: true })
process.stdout.write('anthropic: ')
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')

const [first] = simulator.requests
console.log(`\nsent with: ${first?.headers['user-agent']}, x-team ${first?.headers['x-team']}`)

await simulator.close()
