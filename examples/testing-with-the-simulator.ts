// Tests of code that calls models, without a network: `npx tsx testing-with-the-simulator.ts`.
// node:test is used here; any test runner will do.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRelay, type Relay } from 'modelrelay'
import { type Simulator, startSimulator } from 'modelrelay/simulator'

/** The code under test. */
async function summarise(relay: Relay, text: string): Promise<string> {
  const reply = await relay.completion(
    { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: `Summarise: ${text}` }], max_tokens: 100 },
    { fallbacks: ['anthropic/claude-haiku-4-5'] },
  )
  return reply.choices[0]?.message.content ?? ''
}

let simulator: Simulator
let relay: Relay

before(async () => {
  simulator = await startSimulator({
    // A step for each case; without one, the answer mentions the last user message.
    script: ({ provider, text }) => {
      if (text.includes('busy')) return provider === 'openai' ? { status: 529 } : { text: 'From the other one.' }
      if (text.includes('slow')) return { faults: { stall: {} } }
      return text.includes('short') ? { text: 'A summary.' } : undefined
    },
  })
  relay = createRelay({
    providers: {
      openai: { baseURL: simulator.url('openai'), apiKey: 'any' },
      anthropic: { baseURL: simulator.url('anthropic'), apiKey: 'any' },
    },
    defaults: { maxRetries: 0, timeout: 1_000 },
  })
})

after(() => simulator.close())

test('a text is summarised', async () => {
  assert.equal(await summarise(relay, 'a short text'), 'A summary.')
  const request = simulator.requests.at(-1)
  assert.equal(request?.body['model'], 'gpt-4o-mini')
})

test('another provider answers when the first is busy', async () => {
  assert.equal(await summarise(relay, 'busy'), 'From the other one.')
})

test('a provider that never answers ends in an error', async () => {
  await assert.rejects(summarise(relay, 'slow'), { name: 'APITimeoutError' })
})

test('a single answer needs no server at all', async () => {
  const reply = await relay.completion(
    { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] },
    { mock: 'Hello!' },
  )
  assert.equal(reply.choices[0]?.message.content, 'Hello!')
})
