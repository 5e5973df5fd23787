// Errors, retries and fallbacks. All of it runs against a simulator that is told to fail.
import { completion, configure, isModelRelayError, RateLimitError } from 'modelrelay'
import { type ScriptFunction, type Step, startSimulator } from 'modelrelay/simulator'

const simulator = await startSimulator({ script: failByModel() })
configure({
  providers: {
    openai: { baseURL: simulator.url('openai'), apiKey: 'sk-example-0123456789abcdef' },
    anthropic: { baseURL: simulator.url('anthropic'), apiKey: 'any' },
  },
})
const messages = [{ role: 'user' as const, content: 'Hello' }]

// A retryable failure is tried again, twice by default, after the time that the provider asks for.
const second = await completion({ model: 'openai/fails-once', messages })
console.log('retried:    ', second.meta.attempts.map(({ status, error }) => error ?? status).join(', '))

// When the retries are spent, the fallbacks follow. Retries and fallbacks share one budget of `maxRetries`.
const fallen = await completion(
  { model: 'openai/always-down', messages },
  { maxRetries: 1, fallbacks: ['anthropic/claude-haiku-4-5'] },
)
console.log(
  'fell back:  ',
  fallen.meta.attempts.map(({ provider, error }) => `${provider} ${error ?? 'answered'}`).join(', '),
)

// A failure says what happened, who said it, and whether the same request may succeed later.
try {
  await completion({ model: 'openai/limited', messages }, { maxRetries: 0 })
} catch (error) {
  if (!(error instanceof RateLimitError)) throw error
  const { name, status, code, retryable, retryAfterMs, requestId } = error
  console.log('rate limit: ', { name, status, code, retryable, retryAfterMs, requestId: requestId !== undefined })
}

// No credit is a 429 too, but waiting does not help: not retried.
await completion({ model: 'openai/no-credit', messages }).catch((error: unknown) => {
  if (isModelRelayError(error)) console.log('no credit:  ', error.name, `after ${error.attempts.length} attempt`)
})

// A wrong request fails before anything is sent, and names the place.
await completion({
  model: 'openai/gpt-4o-mini',
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: '' } }] }],
}).catch((error: Error) => console.log('checked:    ', error.message))

// A key never appears in an error, even where the provider repeats it.
await completion({ model: 'openai/wrong-key', messages }).catch((error: Error) =>
  console.log('no key seen:', error.message),
)

console.log(`The simulator got ${simulator.requests.length} requests.`)
await simulator.close()

function failByModel(): ScriptFunction {
  let failures = 0
  return ({ model }): Step => {
    switch (model) {
      case 'fails-once':
        return failures++ === 0 ? { status: 500, headers: { 'retry-after-ms': '50' } } : { text: 'Second try.' }
      case 'always-down':
        return { status: 503, headers: { 'retry-after-ms': '50' } }
      case 'limited':
        return { status: 429, headers: { 'retry-after': '7' } }
      case 'no-credit':
        return { status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota.' }
      case 'wrong-key':
        return { status: 401, message: 'Incorrect API key provided: sk-example-0123456789abcdef.' }
      default:
        return { text: 'Here I am.' }
    }
  }
}
