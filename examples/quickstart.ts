// npm run quickstart: one tour through what a call can do, in a few seconds.
// Provider keys of the environment are used; for what has no key, a local simulator answers.
import {
  APIConnectionError,
  APITimeoutError,
  type ChatMessage,
  type ChatTool,
  type CompletionStream,
  type ConnectionOptions,
  completion,
  configure,
  isModelRelayError,
} from 'modelrelay'
import { type SimulatedRequest, type Step, startSimulator } from 'modelrelay/simulator'

/** One model for each wire protocol. */
interface Choice {
  model: string
  /** The environment variable that holds its key. */
  key: string
}

const OPENAI_PROTOCOL: readonly Choice[] = [
  { model: 'openai/gpt-4o-mini', key: 'OPENAI_API_KEY' },
  { model: 'groq/llama-3.3-70b-versatile', key: 'GROQ_API_KEY' },
  { model: 'deepseek/deepseek-chat', key: 'DEEPSEEK_API_KEY' },
  { model: 'mistral/mistral-small-latest', key: 'MISTRAL_API_KEY' },
  { model: 'openrouter/openai/gpt-4o-mini', key: 'OPENROUTER_API_KEY' },
]
const ANTHROPIC_PROTOCOL: readonly Choice[] = [{ model: 'anthropic/claude-haiku-4-5', key: 'ANTHROPIC_API_KEY' }]

const simulator = await startSimulator({ script: simulate })
const settings: Record<string, ConnectionOptions> = {}
/** Stands for a provider that is down, with a real key or without. */
const down = { baseURL: simulator.url('down'), apiKey: 'any' }
const defaults = { timeout: 8_000 }
configure({ defaults })

console.log('modelrelay quickstart: one completion() for every provider\n')
const [overOpenAI, overAnthropic] = await Promise.all([choose(OPENAI_PROTOCOL), choose(ANTHROPIC_PROTOCOL)])

heading('A plain call', overOpenAI)
const reply = await completion({
  model: overOpenAI,
  messages: [{ role: 'user', content: 'What is a relay race? One short sentence.' }],
})
say(reply.choices[0]?.message.content)

heading('A stream over the OpenAI protocol', overOpenAI)
await show(
  await completion({
    model: overOpenAI,
    messages: [{ role: 'user', content: 'Describe the sea in two short sentences.' }],
    stream: true,
  }),
)

heading('A stream over the Anthropic protocol: the same code, another model name', overAnthropic)
await show(
  await completion({
    model: overAnthropic,
    messages: [{ role: 'user', content: 'Describe the mountains in two short sentences.' }],
    stream: true,
  }),
)

heading('A tool call, and its result sent back', overAnthropic)
await useTool(overAnthropic)

heading('A provider that is down, and a fallback', overOpenAI)
const saved = await completion(
  { model: 'openai_compatible/down', messages: [{ role: 'user', content: 'Say hello in five words.' }] },
  { ...down, maxRetries: 1, fallbacks: [overOpenAI] },
)
for (const { provider, model, status, error, ms } of saved.meta.attempts)
  console.log(`   ${provider}/${model}: ${status ?? ''} ${error ?? 'answered'} (${Math.round(ms)} ms)`)
say(saved.choices[0]?.message.content)

heading('Usage and meta of the first call', overOpenAI)
const { usage, meta } = reply
console.log(`   tokens: ${usage?.prompt_tokens} in, ${usage?.completion_tokens} out, ${usage?.total_tokens} in all`)
console.log(
  `   answered by ${meta.provider} (${meta.model}) in ${Math.round(meta.latencyMs)} ms, ${meta.attempts.length} attempt`,
)
console.log(`   request id: ${meta.requestId ?? 'none sent'}\n`)

console.log('Next: examples/ holds a file for each of these and more; README.md says what every option means.')
await simulator.close()

/** The first model that has a key in the environment and answers; else the simulator in its place. */
async function choose(choices: readonly Choice[]): Promise<string> {
  for (const { model, key } of choices) {
    if (!process.env[key]) continue
    try {
      await completion(
        { model, messages: [{ role: 'user', content: 'Say OK.' }], max_tokens: 16 },
        { timeout: 3_000, maxRetries: 0 },
      )
      console.log(`${key} is set: ${model} is called.`)
      return model
    } catch (error) {
      if (!isModelRelayError(error)) throw error
      console.log(`${key} is set, but ${model} does not answer: ${error.name}: ${error.message}`)
      if (error instanceof APIConnectionError || error instanceof APITimeoutError) break // nor will the others
    }
  }
  const [first] = choices
  if (!first) throw new Error('no model to choose from')
  console.log(`No usable key (${choices.map(({ key }) => key).join(', ')}): a local simulator plays ${first.model}.`)
  useSimulator(first.model)
  return first.model
}

/** Points a provider at the simulator; the others keep what the environment says. */
function useSimulator(model: string): void {
  const provider = model.slice(0, model.indexOf('/'))
  settings[provider] = { baseURL: simulator.url(provider), apiKey: 'any' }
  configure({ providers: settings, defaults })
}

function heading(title: string, model: string): void {
  console.log(`\n-- ${title} (${model})`)
}

function say(text: string | null | undefined): void {
  console.log(`   ${text ?? ''}`)
}

/** Prints a stream as it comes, then what it cost. */
async function show(stream: CompletionStream): Promise<void> {
  process.stdout.write('   ')
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')
  const { usage, meta } = await stream.final()
  console.log(`\n   first word after ${Math.round(meta.firstTokenMs ?? 0)} ms, ${usage?.completion_tokens} tokens`)
}

async function useTool(model: string): Promise<void> {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const tools: ChatTool[] = [
    { type: 'function', function: { name: 'get_weather', description: 'The weather now.', parameters } },
  ]
  const messages: ChatMessage[] = [{ role: 'user', content: 'What is the weather in Paris? One sentence.' }]
  const asked = await completion({ model, messages, tools })
  const message = asked.choices[0]?.message
  if (!message?.tool_calls?.length) return say(message?.content)
  messages.push(message)
  for (const call of message.tool_calls) {
    if (call.type !== 'function') continue
    console.log(`   the model calls ${call.function.name}(${call.function.arguments})`)
    messages.push({ role: 'tool', tool_call_id: call.id, content: '{"celsius":18,"sky":"clear"}' })
  }
  const answer = await completion({ model, messages, tools })
  say(answer.choices[0]?.message.content)
}

/** What the simulator says to the questions above. */
function simulate({ provider, text }: SimulatedRequest): Step {
  if (provider === 'down')
    return { status: 503, message: 'This provider is down.', headers: { 'retry-after-ms': '50' } }
  if (/"role":"tool"|"tool_result"/.test(text))
    return { text: 'It is 18 °C in Paris, and the sky is clear.', chunkMs: 30 }
  if (text.includes('get_weather')) return { toolCalls: [{ name: 'get_weather', arguments: { city: 'Paris' } }] }
  if (text.includes('relay race')) return { text: 'A relay race is one in which runners of a team hand a baton on.' }
  if (text.includes('sea'))
    return { text: 'The sea is wide and never still. Its colour is the sky seen twice.', latencyMs: 100, chunkMs: 40 }
  if (text.includes('mountains'))
    return {
      text: 'The mountains stand where they stood. Only their snow comes and goes.',
      latencyMs: 100,
      chunkMs: 40,
    }
  return { text: 'Hello from the second provider.' }
}
