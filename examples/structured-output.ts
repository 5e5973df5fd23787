// Structured output: a zod schema in `response_format`, a validated and typed value in `message.parsed`.
import { completion, configure, SchemaValidationError } from 'modelrelay'
import { startSimulator } from 'modelrelay/simulator'
import { z } from 'zod'

const Recipe = z.object({
  title: z.string(),
  minutes: z.number().int().positive(),
  ingredients: z.array(z.object({ name: z.string(), grams: z.number() })),
})

const soup = { title: 'Leek soup', minutes: 35, ingredients: [{ name: 'leek', grams: 400 }] }

// Without a key in the environment a local simulator answers.
const simulator = process.env['OPENAI_API_KEY']
  ? undefined
  : await startSimulator({ script: { text: JSON.stringify(soup) } })
if (simulator) configure({ providers: { openai: { baseURL: simulator.url('openai'), apiKey: 'any' } } })

const messages = [{ role: 'user' as const, content: 'A recipe for leek soup.' }]

const reply = await completion({ model: 'openai/gpt-4o-mini', messages, response_format: Recipe })
const recipe = reply.choices[0]?.message.parsed // { title: string, minutes: number, ... } | null | undefined
console.log(`${recipe?.title}: ${recipe?.minutes} minutes, ${recipe?.ingredients.length} ingredients`)

// A stream gives the JSON text in pieces; the value is in the assembled reply.
const stream = await completion({ model: 'openai/gpt-4o-mini', messages, response_format: Recipe, stream: true })
const whole = await stream.final()
console.log(`streamed: ${whole.choices[0]?.message.parsed?.title}`)

// An answer that does not fit is an error with the text and every misfit. It is not asked for again.
try {
  const mock = JSON.stringify({ title: 'Soup', minutes: -5 })
  await completion({ model: 'openai/gpt-4o-mini', messages, response_format: Recipe }, { mock })
} catch (error) {
  if (!(error instanceof SchemaValidationError)) throw error
  console.log(`${error.name}: ${error.issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`)
}

await simulator?.close()
