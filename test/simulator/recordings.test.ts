// The simulator's answers have the keys, and its streams the events, of recorded ones.
import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { type AnswerStep, type Simulator, startSimulator } from '../../src/simulator.js'

const fixtures = new URL('../../../shared/fixtures/', import.meta.url)
const present = existsSync(fixtures)

let simulator: Simulator | undefined

afterEach(async () => {
  await simulator?.close()
})

function recorded(file: string): unknown {
  const exchange: unknown = JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'))
  return at(at(exchange, 'response'), 'body')
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

async function simulated(provider: 'openai' | 'anthropic', script: AnswerStep, body: object): Promise<string> {
  simulator = await startSimulator({ script })
  const path = provider === 'openai' ? '/chat/completions' : '/v1/messages'
  const headers = { authorization: 'Bearer k', 'anthropic-version': '2023-06-01' }
  const ask = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], ...body }
  const init = { method: 'POST', headers, body: JSON.stringify(ask) }
  return (await fetch(simulator.url(provider) + path, init)).text()
}

/** The keys of a JSON value, nested; the members of a list as the different shapes among them, in order. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return withoutRepeats(value.map(shape))
  if (typeof value !== 'object' || value === null) return null
  const keys = Object.keys(value).filter((key) => key !== 'obfuscation' && key !== 'input')
  return Object.fromEntries(keys.sort().map((key) => [key, shape(at(value, key))]))
}

function withoutRepeats(shapes: readonly unknown[]): unknown[] {
  return shapes.filter((each, index) => JSON.stringify(each) !== JSON.stringify(shapes[index - 1]))
}

/** The shapes of a stream's events in order, repeats left out. */
function streamShape(sse: unknown): unknown[] {
  const data = [...String(sse).matchAll(/^data: (.*)$/gm)].map(([, json = '']) => json.trim())
  return withoutRepeats(
    data.map((json) => (json === '[DONE]' ? json : [at(JSON.parse(json), 'type'), shape(JSON.parse(json))])),
  )
}

const usage = { include_usage: true }

describe.skipIf(!present)('beside the recordings (skipped where ../shared/fixtures is not there)', () => {
  it.each([
    ['openai/openai-chat-439f8ed6f3.json', { text: 'Text' }],
    ['openai/openai-chat-03ce6179c8.json', { toolCalls: [{ name: 'a' }, { name: 'b' }] }],
    ['openai/openai-chat-97dbaaa4c7.json', { refusal: 'No.' }],
  ])('OpenAI’s whole answer %s has the same keys', async (file, step) => {
    expect(shape(JSON.parse(await simulated('openai', step, {})))).toEqual(shape(recorded(file)))
  })

  it.each([
    ['openai/openai-chat-stream-169f585b6b.json', { toolCalls: [{ name: 'a', arguments: { output: 3 } }] }],
    ['openai/openai-chat-stream-3961423ab3.json', { toolCalls: [{ name: 'a' }, { name: 'b' }] }],
    ['openai/openai-chat-stream-e97703a31e.json', { refusal: 'I will not.' }],
  ])('OpenAI’s stream %s has the same chunks', async (file, step) => {
    const sse = await simulated('openai', step, { stream: true, stream_options: usage })
    expect(streamShape(sse)).toEqual(streamShape(recorded(file)))
  })

  it.each([
    ['anthropic/anthropic-messages-104688301d.json', { text: 'Text', toolCalls: [{ name: 'a' }] }],
    ['anthropic/anthropic-messages-10f2d3fa71.json', { reasoning: 'Well', text: 'Text' }],
  ])('Anthropic’s whole answer %s has the same keys', async (file, step) => {
    expect(shape(JSON.parse(await simulated('anthropic', step, {})))).toEqual(shape(recorded(file)))
  })

  it('Anthropic’s stream of redacted thinking and text has the same events', async () => {
    const redacted = { type: 'redacted_thinking' as const, data: 'x' }
    const step = { thinkingBlocks: [redacted, redacted], text: 'OK' }
    const types = (sse: unknown) => [...String(sse).matchAll(/^event: (.*)$/gm)].map(([, name]) => name)
    const sse = await simulated('anthropic', step, { stream: true })
    expect(types(sse)).toEqual(types(recorded('anthropic/anthropic-messages-stream-5ad46ef693.json')))
    expect(streamShape(sse)[0]).toEqual(streamShape(recorded('anthropic/anthropic-messages-stream-5ad46ef693.json'))[0])
  })
})
