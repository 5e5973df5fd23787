// Bundled with esbuild and run: the lazy parts must be found inside the bundle.
import { createRelay, getModelInfo } from 'modelrelay'

const answer = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'from the bundle' } }],
  usage: { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 },
}
const relay = createRelay({ fetch: async () => Response.json(answer) })
const reply = await relay.completion(
  { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Hello' }] },
  { apiKey: 'sk-test' },
)
// The call has loaded the price table, which a look-up could not do by itself in here.
const { input } = getModelInfo('openai/gpt-4o')?.prices ?? {}
process.stdout.write(`${reply.choices[0]?.message.content} at ${input} USD\n`)
