import { chatKey } from '../src/cache/key.js'
import { toContext } from '../src/cache/plan.js'
import { type ChatRequest, createRelay, memoryCache } from '../src/index.js'
import { defineProvider } from '../src/provider.js'
import { median } from './statistics.js'

export interface CacheCost {
  what: string
  /** CPU µs. */
  us: number
  limit: number
}

const SLICES = 9

/** What an answer from memory costs, and the key of a request. */
export async function measureCache(): Promise<CacheCost[]> {
  const relay = createRelay({ cache: memoryCache(), providers: [instant] })
  const body = requestOf(400)
  await relay.completion(body)
  await relay.completion(body)
  const hit = await cpuOf(4_000, () => relay.completion(body))
  return [
    { what: 'a call answered from memory, 50,000 a second', us: hit, limit: 20 },
    { what: 'the key of a request of 2 kB', us: await keyCost(2_000, 4_000), limit: 15 },
    { what: 'the key of a request of 100 kB', us: await keyCost(100_000, 200), limit: 400 },
  ]
}

const instant = defineProvider({
  id: 'instant',
  params: () => ['temperature', 'max_tokens'],
  complete: async (_, { model }) => ({
    id: 'answer',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        logprobs: null,
        message: { role: 'assistant', content: 'Paris, on the Seine. '.repeat(10), refusal: null },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  }),
  stream: () => Promise.reject(new TypeError('Only whole answers are measured.')),
})

/** A conversation of about so many bytes, in turns of 500. */
function requestOf(bytes: number): ChatRequest {
  const turn = 'What is the capital of France? '.repeat(16).slice(0, Math.min(bytes, 500))
  const turns = Math.max(1, Math.round(bytes / 500))
  return {
    model: 'instant/model',
    temperature: 0,
    max_tokens: 500,
    messages: Array.from({ length: turns }, (_, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content: turn })),
  }
}

async function keyCost(bytes: number, calls: number): Promise<number> {
  const request = requestOf(bytes)
  const context = toContext({}, request, {})
  return cpuOf(calls, () => chatKey(request, undefined, context))
}

async function cpuOf(calls: number, run: () => unknown): Promise<number> {
  const slice = async () => {
    const before = process.cpuUsage()
    for (let call = 0; call < calls; call++) await run()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / calls
  }
  await slice()
  const slices: number[] = []
  for (let at = 0; at < SLICES; at++) slices.push(await slice())
  return median(slices)
}
