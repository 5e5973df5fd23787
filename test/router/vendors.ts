import type { RouterConfig } from '../../src/index.js'
import { createRouter, type Router } from '../../src/index.js'
import { ChunkBuilder, defineProvider, type Provider, type ProviderCall, toUsage } from '../../src/provider.js'
import { seededRandom } from '../../src/simulator/random.js'

/** What a vendor says: a text, its words one by one, or nothing but an error. */
export type Saying = (call: ProviderCall) => string | Promise<string> | AsyncIterable<string>

export interface Vendor {
  readonly provider: Provider
  /** One entry for each attempt. */
  readonly calls: ProviderCall[]
  running: number
  mostRunning: number
  /** Streams that were ended from this side. */
  left: number
}

/** A vendor in this process: all models of one provider. */
export function vendor(id: string, say: Saying = () => `I am ${id}`): Vendor {
  const state: Vendor = { provider: undefined as never, calls: [], running: 0, mostRunning: 0, left: 0 }
  const begin = (call: ProviderCall) => {
    state.calls.push(call)
    state.running++
    state.mostRunning = Math.max(state.mostRunning, state.running)
  }
  const provider = defineProvider({
    id,
    params: () => ['temperature', 'max_tokens', 'tools', 'stream_options', 'logprobs', 'response_format', 'seed'],
    async complete(_request, call) {
      begin(call)
      try {
        let content = ''
        for await (const word of wordsOf(say(call))) content += word
        return {
          id: 'answer',
          object: 'chat.completion',
          created: 0,
          model: call.model,
          choices: [
            { index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content, refusal: null } },
          ],
          usage: toUsage({ prompt: 10, completion: 5 }),
        }
      } finally {
        state.running--
      }
    },
    async stream(_request, call) {
      begin(call)
      return chunks(say(call), call, state)
    },
    async embed({ input, model }, call) {
      begin(call)
      state.running--
      for await (const _ of wordsOf(say(call)));
      const data = input.map((_, index) => ({ object: 'embedding' as const, index, embedding: [index] }))
      return { object: 'list', model, data, usage: { prompt_tokens: 3, total_tokens: 3 } }
    },
  })
  return Object.assign(state, { provider })
}

async function* wordsOf(said: ReturnType<Saying>): AsyncGenerator<string> {
  if (typeof said === 'string' || said instanceof Promise) yield await said
  else yield* said
}

async function* chunks(said: ReturnType<Saying>, call: ProviderCall, state: Vendor) {
  let whole = false
  try {
    const builder = new ChunkBuilder(call.model)
    for await (const word of wordsOf(said)) {
      call.signal.throwIfAborted()
      builder.text(word)
      yield builder.take()
    }
    builder.finish('stop')
    builder.usage(toUsage({ prompt: 10, completion: 5 }))
    builder.end()
    whole = true
    yield builder.take()
  } finally {
    state.running--
    if (!whole) state.left++
  }
}

/** Waits on whatever clock there is; ends early with the attempt. */
export function wait(ms: number, { signal }: ProviderCall): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Throws each of the errors once, then says the text. */
export function failing(text: string, ...errors: Error[]): Saying {
  return async () => {
    const error = errors.shift()
    if (error) throw error
    return text
  }
}

export type Models = RouterConfig['models']

/** A router over vendors, that decides the same each time. */
export function routerOver(vendors: readonly Vendor[], models: Models, config: Partial<RouterConfig> = {}): Router {
  return createRouter({
    providers: vendors.map(({ provider }) => provider),
    models,
    random: seededRandom(1),
    ...config,
  })
}

export const ask = (model = 'chat') => ({ model, messages: [{ role: 'user' as const, content: 'Hello' }] })

/** Which deployments answered so many calls, by how often. */
export async function tally(router: Router, calls: number, body = ask()): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (let call = 0; call < calls; call++) {
    const { deployment = '' } = (await router.completion(body)).meta
    counts[deployment] = (counts[deployment] ?? 0) + 1
  }
  return counts
}
