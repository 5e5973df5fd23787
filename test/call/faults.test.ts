import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'
import { type ChatRequest, createRelay, isModelRelayError } from '../../src/index.js'
import { type Simulator, type Step, startSimulator } from '../../src/simulator.js'

const KEY = 'sk-chaos-0123456789abcdefghijklmnop'
const CALLS = 10_000
const IN_FLIGHT = 64

/** A small seeded generator (mulberry32): the same run every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Everything that a provider can do wrong, and often enough nothing. */
function randomStep(random: () => number): Step {
  const at = Math.floor(random() * 4)
  const text = 'some words to stream one by one — 世界'
  const faults: Step[] = [
    { status: 429, message: `slow down, ${KEY}`, headers: { 'retry-after-ms': '1' } },
    { status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota' },
    { status: 500, message: 'boom' },
    { status: 503, message: 'overloaded', headers: { 'retry-after-ms': '1' } },
    { status: 400, message: 'bad' },
    { status: 401, message: `wrong key ${KEY}` },
    { status: 404, message: 'no model' },
    { text, faults: { cut: {} } },
    { text, faults: { cut: { after: at } } },
    { text, faults: { malformed: { after: at } } },
    { text, faults: { error: { after: at, status: 503, message: 'overloaded' } } },
    { text, faults: { error: { after: at, type: 'overloaded_error', message: `Overloaded ${KEY}` } } },
    { text, faults: { noFinish: true } },
    { text, faults: { noDone: true } },
    { text, faults: { nonJson: true } },
    { text, faults: { stall: { after: at, keepAliveMs: 5 } } },
    { text, faults: { stall: {} } },
    { body: '' },
    { body: 'null' },
    { body: '[]' },
    { body: '{"choices":[null]}' },
    { body: 'data: {"choices":[{"delta":null}]}\n\n', headers: { 'content-type': 'text/event-stream' } },
  ]
  if (random() < 0.5) return { text, latencyMs: random() < 0.1 ? 3 : 0 }
  // Stalls cost time: they come, but seldom.
  const fault = faults[Math.floor(random() * faults.length)]
  const stalls = fault !== undefined && 'faults' in fault && fault.faults?.stall !== undefined
  return fault === undefined || (stalls && random() < 0.8) ? { text } : fault
}

function count(kind: string): number {
  return process.getActiveResourcesInfo().filter((name) => name === kind).length
}

async function startChaos(): Promise<Simulator> {
  const random = seeded(20_261)
  return startSimulator({ script: () => randomStep(random), maxRequests: 10 })
}

test(`${CALLS} calls with random faults end, every one, in an answer or a typed error, and leave nothing behind`, {
  timeout: 180_000,
}, async () => {
  const rejections: unknown[] = []
  const onRejection = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', onRejection)
  const timersBefore = count('Timeout')
  const simulator = await startChaos()
  const logged: string[] = []
  const relay = createRelay({
    providers: {
      openai: { apiKey: KEY, baseURL: simulator.url('openai') },
      anthropic: { apiKey: KEY, baseURL: simulator.url('anthropic') },
    },
    hooks: { onError: (event) => logged.push(inspect(event, { depth: 6 })) },
    onFailure: (failure) => rejections.push(failure),
  })
  const random = seeded(7)
  const outcomes = new Map<string, number>()
  const one = async () => {
    const roll = random()
    const models = ['openai/gpt-4o-mini', 'anthropic/claude-sonnet-4-5']
    const [first = '', second = ''] = roll < 0.5 ? models : models.reverse()
    const body: ChatRequest = { model: first, messages: [{ role: 'user', content: 'hi' }], max_tokens: 50 }
    const signal = random() < 0.02 ? AbortSignal.timeout(Math.floor(random() * 10)) : null
    const leaveEarly = random() < 0.05
    const options = {
      maxRetries: 1,
      timeout: 300,
      idleTimeout: 60,
      signal,
      ...(random() < 0.5 && { fallbacks: [second] }),
    }
    let outcome: string
    try {
      if (random() < 0.5) {
        const stream = await relay.completion({ ...body, stream: true }, options)
        outcome = 'streamed'
        for await (const _ of stream) {
          if (!leaveEarly) continue
          outcome = 'left'
          break
        }
        if (outcome === 'streamed') expect((await stream.final()).choices).toHaveLength(1)
      } else {
        outcome =
          (await relay.completion({ ...body, stream: false }, options)).choices.length === 1 ? 'answered' : 'wrong'
      }
    } catch (error) {
      if (signal?.aborted && error === signal.reason) outcome = 'aborted'
      else if (isModelRelayError(error)) {
        outcome = error.name
        if (error.code === 'unexpected_error') outcome = `unexpected: ${error.message}`
        const shown = inspect(error, { depth: 8, showHidden: true }) + error.stack + JSON.stringify(error)
        if (shown.includes(KEY)) outcome = `leaked: ${shown}`
      } else outcome = `untyped: ${inspect(error)}`
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  let left = CALLS
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) await one()
    }),
  )
  await relay.close()
  await simulator.close()
  process.off('unhandledRejection', onRejection)

  expect([...outcomes.values()].reduce((sum, each) => sum + each, 0)).toBe(CALLS)
  const names = [...outcomes.keys()]
  expect(names.filter((name) => /^(?:wrong|untyped|leaked|unexpected)/.test(name))).toEqual([])
  expect(names).toEqual(
    expect.arrayContaining([
      'answered',
      'streamed',
      'left',
      'aborted',
      'APIConnectionError',
      'APITimeoutError',
      'QuotaExceededError',
    ]),
  )
  expect(rejections).toEqual([])
  expect(logged.some((line) => line.includes(KEY))).toBe(false)
  await vi.waitFor(() => expect(count('TCPSocketWrap')).toBe(0))
  await vi.waitFor(() => expect(count('Timeout')).toBeLessThanOrEqual(timersBefore + 1))
})
