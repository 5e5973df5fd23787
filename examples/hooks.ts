// Hooks: a log line per call, a counter per user, and what happens when a hook throws.
import { createRelay, type Hooks } from 'modelrelay'
import { startSimulator } from 'modelrelay/simulator'

const simulator = await startSimulator({
  script: ({ model }) => (model === 'down' ? { status: 503 } : { text: 'Hello there.' }),
})

/** One line for each event. A hook gets one object, and nobody waits for what it returns. */
const log: Hooks = {
  onRequest: ({ call }) => console.log(`${call.model}: asked, tags ${call.tags.join(',')}`),
  onAttempt: ({ call, attempt }) =>
    console.log(`${call.model}: attempt at ${attempt.provider}/${attempt.model}: ${attempt.error ?? attempt.status}`),
  onResponse: ({ call, meta, response }) =>
    console.log(`${call.model}: answered by ${meta.provider}, ${response.usage?.total_tokens} tokens`),
  onError: ({ call, error }) => console.log(`${call.model}: failed, ${error.name}`),
}

/** State of one's own, keyed by what the caller passed in. */
const tokensByUser = new Map<string, number>()
const count: Hooks = {
  onResponse({ call, response }) {
    const user = call.user ?? 'unknown'
    tokensByUser.set(user, (tokensByUser.get(user) ?? 0) + (response.usage?.total_tokens ?? 0))
  },
}

const broken: Hooks = {
  onResponse() {
    throw new Error('the log server is away')
  },
}

const relay = createRelay({
  providers: { openai: { baseURL: simulator.url('openai'), apiKey: 'any' } },
  hooks: [log, count, broken],
  onFailure: ({ name, error }) => console.log(`hook ${name} failed, the call did not: ${String(error)}`),
})
const messages = [{ role: 'user' as const, content: 'Hi' }]

await relay.completion({ model: 'openai/gpt-4o-mini', messages }, { user: 'ada', tags: ['web'] })
await relay.completion({ model: 'openai/down', messages }, { maxRetries: 0, tags: ['batch'] }).catch(() => {})
console.log(Object.fromEntries(tokensByUser))

await relay.close()
await simulator.close()
