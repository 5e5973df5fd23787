// A tool loop: the model asks for functions, we run them, until it answers in words.
import { type ChatMessage, type ChatTool, completion, configure, type ToolCall } from 'modelrelay'
import { type ScriptFunction, startSimulator } from 'modelrelay/simulator'

// Without a key in the environment a local simulator plays the model.
const simulator = process.env['OPENAI_API_KEY'] ? undefined : await startSimulator({ script: playModel() })
if (simulator) configure({ providers: { openai: { baseURL: simulator.url('openai'), apiKey: 'any' } } })

const tools: ChatTool[] = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather in a city now.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]

const messages: ChatMessage[] = [{ role: 'user', content: 'Is it warmer in Paris or in Oslo?' }]
const MOST_TURNS = 5

for (let turn = 1; turn <= MOST_TURNS; turn++) {
  const reply = await completion({ model: 'openai/gpt-4o-mini', messages, tools })
  const message = reply.choices[0]?.message
  if (!message) throw new Error('no choice in the reply')
  messages.push(message) // a reply's message goes back as it is: calls, reasoning and signatures included
  if (!message.tool_calls?.length) {
    console.log(`turn ${turn}: ${message.content}`)
    break
  }
  // Models may ask for several at once; each call needs a result.
  for (const call of message.tool_calls) {
    const content = run(call)
    console.log(`turn ${turn}: ${call.type === 'function' ? call.function.name : call.type} -> ${content}`)
    messages.push({ role: 'tool', tool_call_id: call.id, content })
  }
}

await simulator?.close()

/** What the model is told; a failure is told too, so that it can try again. */
function run(call: ToolCall): string {
  if (call.type !== 'function' || call.function.name !== 'get_weather') return 'Error: no such tool'
  try {
    const { city }: { city?: string } = JSON.parse(call.function.arguments)
    const degrees: Record<string, number> = { Paris: 18, Oslo: 9 }
    return JSON.stringify({ city, celsius: degrees[city ?? ''] ?? null })
  } catch {
    return 'Error: the arguments are not JSON'
  }
}

function playModel(): ScriptFunction {
  return ({ text }) =>
    text.includes('"role":"tool"')
      ? { text: 'It is warmer in Paris: 18 °C, against 9 °C in Oslo.' }
      : {
          toolCalls: [
            { name: 'get_weather', arguments: { city: 'Paris' } },
            { name: 'get_weather', arguments: { city: 'Oslo' } },
          ],
        }
}
