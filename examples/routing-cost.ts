// The cheapest deployment that fits, a budget, and a cheaper model when it runs out. Mocks stand in for the vendors.
import { BudgetExceededError, createRouter } from 'modelrelay'

const router = createRouter({
  models: [
    { name: 'chat', model: 'openai/gpt-4o', mock: 'A full answer.' },
    { name: 'chat', model: 'azure/ours', prices: { input: 1, output: 4 }, mock: 'The same at our price.' },
    { name: 'small', model: 'openai/gpt-4o-mini', prices: { input: 0.1, output: 0.4 }, mock: 'A short answer.' },
  ],
  strategy: 'lowest-cost',
  budget: { usd: 0.000_1, windowMs: 86_400_000 },
  degrade: [{ name: 'chat', to: 'small', when: 'budget > 50%' }],
})
const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }] }
let spent = 0
for (let call = 1; ; call++) {
  // Important calls are not degraded: they end when the budget does.
  const { meta } = await router.completion(body)
  spent += meta.cost?.total ?? 0
  console.log(`call ${call}: ${meta.deployment}, ${(meta.cost?.total ?? 0).toFixed(7)} USD`)
  if (meta.deployment === 'openai/gpt-4o-mini') break
}
console.log(`spent: ${spent > 0.000_05 ? 'more than half' : 'less than half'} of the budget`)

const important = { ...body, messages: [{ role: 'user' as const, content: 'word '.repeat(200) }] }
try {
  for (;;) await router.completion(important, { priority: 1 })
} catch (error) {
  if (!(error instanceof BudgetExceededError)) throw error
  console.log(`then: ${error.message}`)
}
await router.close()
