import {
  APIConnectionError,
  APIResponseError,
  APITimeoutError,
  ChunkBuilder,
  defineProvider,
  type Provider,
  type ProviderCall,
  RateLimitError,
  ServiceUnavailableError,
  toUsage,
} from '../../src/provider.js'

/** What a deployment does wrong for a time. */
export interface Phase {
  fromMs: number
  toMs: number
  fault: 'outage' | 'refuse-rate' | 'stall' | 'cut' | 'slow' | 'nonsense'
  /** Share of the calls that it hits. */
  share: number
}

export interface Behaviour {
  readonly id: string
  readonly firstTokenMs: number
  readonly perTokenMs: number
  readonly rpm?: number
  readonly tpm?: number
  readonly maxParallel?: number
  readonly phases: readonly Phase[]
}

const WORDS = 20
const PROMPT_TOKENS = 10
const STALL_MS = 10_000

/** A provider in this process that answers after a while, on whatever clock there is, and fails by a script. */
export class SimulatedDeployment {
  readonly starts: number[] = []
  readonly tokens: Array<{ at: number; tokens: number }> = []
  running = 0
  mostRunning = 0
  answered = 0
  readonly provider: Provider

  constructor(
    readonly behaviour: Behaviour,
    private readonly random: () => number,
    private readonly epochMs: number,
  ) {
    this.provider = defineProvider({
      id: behaviour.id,
      params: () => ['temperature', 'stream_options'],
      complete: async (_request, call) => {
        const fault = this.#begin()
        try {
          await this.#firstToken(fault, call)
          await wait(WORDS * behaviour.perTokenMs, call.signal)
          if (fault === 'nonsense') throw new APIResponseError('{"nonsense":true}')
          if (fault === 'cut') throw new APIConnectionError('The connection was lost.')
          return {
            id: 'answer',
            object: 'chat.completion',
            created: 0,
            model: call.model,
            choices: [
              {
                index: 0,
                finish_reason: 'stop',
                logprobs: null,
                message: { role: 'assistant', content: TEXT, refusal: null },
              },
            ],
            usage: this.#account(),
          }
        } finally {
          this.running--
        }
      },
      stream: async (_request, call) => {
        const fault = this.#begin()
        try {
          await this.#firstToken(fault, call)
        } catch (error) {
          this.running--
          throw error
        }
        return this.#chunks(fault, call)
      },
    })
  }

  async *#chunks(fault: Phase['fault'] | undefined, call: ProviderCall) {
    try {
      const chunks = new ChunkBuilder(call.model)
      for (let at = 0; at < WORDS; at++) {
        if (at > 0) await wait(this.behaviour.perTokenMs, call.signal)
        if (fault === 'nonsense') throw new APIResponseError('data: nonsense')
        if (fault === 'cut' && at === WORDS / 2) throw new APIConnectionError('The connection was lost.')
        chunks.text(`word${at} `)
        yield chunks.take()
      }
      chunks.finish('stop')
      chunks.usage(this.#account())
      chunks.end()
      yield chunks.take()
    } finally {
      this.running--
    }
  }

  #begin(): Phase['fault'] | undefined {
    const now = Date.now()
    this.starts.push(now)
    this.running++
    this.mostRunning = Math.max(this.mostRunning, this.running)
    const at = now - this.epochMs
    return this.behaviour.phases.find(({ fromMs, toMs, share }) => at >= fromMs && at < toMs && this.random() < share)
      ?.fault
  }

  async #firstToken(fault: Phase['fault'] | undefined, { signal }: ProviderCall): Promise<void> {
    const { firstTokenMs } = this.behaviour
    if (fault === 'outage') {
      await wait(20, signal)
      throw new ServiceUnavailableError('Out of order.')
    }
    if (fault === 'refuse-rate') {
      await wait(10, signal)
      throw new RateLimitError('Too many requests.', { retryAfterMs: 2_000 })
    }
    await wait(firstTokenMs * (0.5 + this.random()) * (fault === 'slow' ? 8 : 1), signal)
    if (fault === 'stall') {
      await wait(STALL_MS, signal)
      throw new APITimeoutError('Stalled.')
    }
  }

  #account() {
    this.answered++
    this.tokens.push({ at: Date.now(), tokens: PROMPT_TOKENS + WORDS })
    return toUsage({ prompt: PROMPT_TOKENS, completion: WORDS })
  }
}

export const TEXT = Array.from({ length: WORDS }, (_, at) => `word${at} `).join('')

function wait(ms: number, signal: AbortSignal): Promise<void> {
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
