// The fastest deployment takes most calls, and a slow first token has a second one asked. Mocks stand in for the vendors.
import { completion, createRouter } from 'modelrelay'

const after = (ms: number, text: string) => () => new Promise<string>((resolve) => setTimeout(resolve, ms, text))
const messages = [{ role: 'user' as const, content: 'Hello' }]

// The first call of a process loads the provider, which is no latency of a deployment's.
await completion({ model: 'openai/gpt-4o', messages }, { mock: 'warm' })

const router = createRouter({
  models: [
    { name: 'chat', model: 'openai/gpt-4o', id: 'slow', mock: after(60, 'slow') },
    { name: 'chat', model: 'openai/gpt-4o', id: 'fast', mock: after(5, 'fast') },
  ],
  strategy: 'lowest-latency',
})
let fast = 0
for (let call = 0; call < 40; call++) {
  const stream = await router.completion({ model: 'chat', messages, stream: true })
  if ((await stream.final()).choices[0]?.message.content === 'fast') fast++
}
console.log(`the fast one had ${fast > 20 ? 'most' : 'few'} of the calls`)
for (const { deployment, firstTokenMs = 0 } of router.health())
  console.log(`${deployment}: first token after ${Math.round(firstTokenMs)} ms`)
await router.close()

// A hedge costs a second prompt, for the few streams that are slow to begin.
const hedging = createRouter({
  models: [
    { name: 'chat', model: 'openai/gpt-4o', id: 'stuck', order: 1, mock: after(1_500, 'at last') },
    { name: 'chat', model: 'azure/gpt-4o', id: 'ready', order: 2, mock: after(5, 'at once') },
  ],
  hedge: { afterMs: 100 },
})
const stream = await hedging.completion({ model: 'chat', messages, stream: true })
const reply = await stream.final()
console.log('hedged:', reply.choices[0]?.message.content, `by ${reply.meta.deployment}`)
for (const { deployment, error, cost } of reply.meta.attempts)
  console.log(
    `  ${deployment}: ${error ?? 'answered'}${cost ? `, ${cost.total > 0 ? 'not for nothing' : 'free'}` : ''}`,
  )
await hedging.close()
