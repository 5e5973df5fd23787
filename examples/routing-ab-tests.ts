// A tenth of the users get another model, and every call is copied to a third one. Mocks stand in for the vendors.
import { createRouter } from 'modelrelay'

const router = createRouter({
  models: [
    { name: 'chat', model: 'openai/gpt-4o', mock: 'the old one' },
    { name: 'new', model: 'anthropic/claude-sonnet-4-5', mock: 'the new one' },
    { name: 'shadow', model: 'openai/gpt-4o-mini', mock: 'nobody reads this' },
  ],
  split: { chat: [{ percent: 10, to: 'new' }] },
  shadow: { chat: { to: 'shadow', share: 0.5 } },
})
let copies = 0
let copyCost = 0
router.on('shadow', ({ cost }) => {
  copies++
  copyCost += cost?.total ?? 0
})

const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }] }
let given = 0
let steady = true
for (let user = 0; user < 300; user++) {
  const first = await router.completion(body, { user: `user-${user}` })
  const second = await router.completion(body, { user: `user-${user}` })
  if (first.meta.deployment !== second.meta.deployment) steady = false
  if (first.meta.deployment === 'anthropic/claude-sonnet-4-5') given++
}
await new Promise((resolve) => setTimeout(resolve, 50))
console.log(`new model: ${Math.round((given / 300) * 100)} % of users, each user always the same: ${steady}`)
console.log(`copies: about half of the calls: ${copies > 200 && copies < 400}; they cost something: ${copyCost > 0}`)
await router.close()
