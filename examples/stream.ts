// Streaming: reading chunks, the whole reply at the end, leaving early, time limits, and a web response.
import { completion, configure, isModelRelayError } from 'modelrelay'
import { startSimulator } from 'modelrelay/simulator'

// Without a key in the environment a local simulator answers.
const simulator = process.env['OPENAI_API_KEY']
  ? undefined
  : await startSimulator({
      script: { text: 'Streams arrive in pieces, and each piece can be shown at once.', chunkMs: 20 },
    })
if (simulator) configure({ providers: { openai: { baseURL: simulator.url('openai'), apiKey: 'any' } } })

const body = {
  model: 'openai/gpt-4o-mini',
  messages: [{ role: 'user' as const, content: 'One sentence about streams.' }],
  stream: true as const,
}

// Chunks as they come, then the assembled reply: text, tool calls, usage and meta.
const stream = await completion(body)
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')
const reply = await stream.final()
console.log(`\n  ${reply.choices[0]?.finish_reason}, ${reply.usage?.completion_tokens} tokens out`)
console.log(
  `  first content after ${Math.round(reply.meta.firstTokenMs ?? 0)} ms, all of ${Math.round(reply.meta.latencyMs)} ms`,
)

// Leaving the loop ends the HTTP request: the provider stops writing, and billing.
let shown = 0
for await (const chunk of await completion(body)) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? '')
  if (++shown === 4) break
}
console.log(' … left early')

// A signal does the same from outside; what was thrown is the signal's own reason.
const controller = new AbortController()
const aborted = await completion(body, { signal: controller.signal })
setTimeout(() => controller.abort(new Error('the user closed the page')), 30)
try {
  for await (const _ of aborted);
} catch (error) {
  console.log(`aborted: ${error instanceof Error ? error.message : String(error)}`)
}

// A stream that breaks gives what had arrived. (The fault needs the simulator.)
const faulty = await startSimulator({
  script: { text: 'This answer is cut in the middle.', faults: { cut: { after: 3 } } },
})
try {
  for await (const _ of await completion(body, { baseURL: faulty.url('openai'), apiKey: 'any' }));
} catch (error) {
  if (!isModelRelayError(error)) throw error
  console.log(`broken: ${error.name}, arrived: ${JSON.stringify(error.partial?.choices[0]?.message.content)}`)
}

// The stream as server-sent events, for `return new Response(...)` in a web server.
const response = new Response((await completion(body)).toReadableStream(), {
  headers: { 'content-type': 'text/event-stream' },
})
const text = await response.text()
console.log(`as server-sent events: ${text.length} characters, ending in ${JSON.stringify(text.trim().slice(-12))}`)

await faulty.close()
await simulator?.close()
