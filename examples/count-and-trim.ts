// Tokens: how many a prompt holds, and a history that fits.
import { type ChatMessage, compressMessages, configure, countTokens, trimMessages } from 'modelrelay'
import { startSimulator } from 'modelrelay/simulator'

const model = 'openai/gpt-4o'
const history: ChatMessage[] = [
  { role: 'system', content: 'You are a guide to Oslo.' },
  { role: 'user', content: 'I am Ada, and I have a day in Oslo.' },
  { role: 'assistant', content: 'Welcome, Ada! '.concat('There is much to see in Oslo. '.repeat(40)) },
  { role: 'user', content: 'What is the weather like?' },
  {
    role: 'assistant',
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } }],
  },
  { role: 'tool', tool_call_id: 'call_1', content: `{"now":"rain","hours":[${'"rain",'.repeat(200)}"sun"]}` },
  { role: 'assistant', content: 'It rains, and the sun comes tonight.' },
  { role: 'user', content: 'Which museum do you recommend?' },
]

// OpenAI's tokenizer is loaded with the first count. No key is needed and nothing is sent.
const whole = await countTokens({ model, messages: history })
console.log(`the history: ${whole.tokens} tokens by ${whole.method}`)
const guessed = await countTokens({ model: 'anthropic/claude-sonnet-4-5', messages: history })
console.log(`for Claude about ${guessed.tokens}, by ${guessed.method}`)

// The oldest turn goes first; the call stays with its result.
const trimmed = await trimMessages(history, { model, maxTokens: 500 })
console.log(`within 500: ${trimmed.map(({ role }) => role).join(' ')}`)
const shortened = await trimMessages(history, { model, maxTokens: 500, shortenToolResults: 60 })
console.log(`with its long result shortened: ${shortened.map(({ role }) => role).join(' ')}`)

// A summary in the place of what is dropped. Without a key in the environment a local simulator answers.
const simulator = process.env['OPENAI_API_KEY']
  ? undefined
  : await startSimulator({ script: { text: 'The user is Ada, with a day in Oslo, where it rains until tonight.' } })
if (simulator) configure({ providers: { openai: { baseURL: simulator.url('openai'), apiKey: 'any' } } })
const compressed = await compressMessages(history, { model, maxTokens: 200, summarizeWith: 'openai/gpt-4o-mini' })
console.log(`compressed: ${compressed[1]?.content}`)

await simulator?.close()
