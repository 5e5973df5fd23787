// At full load who is important goes first, and who comes too late is told at once. Mocks stand in for the vendors.
import { createRouter, isModelRelayError, loadPrices } from 'modelrelay'

const router = createRouter({
  models: [
    {
      name: 'chat',
      model: 'openai/gpt-4o',
      maxParallel: 1,
      mock: () => new Promise<string>((resolve) => setTimeout(resolve, 20, 'done')),
    },
  ],
  maxQueue: 4,
  maxWaitMs: 2_000,
})
router.on('queue-full', ({ group }) => console.log(`the queue of ${group} is full`))

const order: string[] = []
async function call(name: string, priority: number): Promise<void> {
  try {
    await router.completion({ model: 'chat', messages: [{ role: 'user', content: name }] }, { priority })
    order.push(name)
  } catch (error) {
    if (!isModelRelayError(error)) throw error
    console.log(`${name}: ${error.name}`)
  }
}

await loadPrices() // loaded by the first call otherwise, which the others would overtake
await Promise.all([
  call('begins at once', 0),
  call('batch job', -10),
  call('first user', 0),
  call('second user', 0),
  call('paying user', 10),
  call('too many', 0),
])
console.log(order.join(' > '))
await router.close()
