// A deployment breaks, the calls go on, and it comes back. No request is made: mocks stand in for the vendors.
import { createRouter, ServiceUnavailableError } from 'modelrelay'

let outage = true
const router = createRouter({
  models: [
    { name: 'chat', model: 'openai/gpt-4o', id: 'primary', order: 1, mock: () => (outage ? broken() : 'primary') },
    { name: 'chat', model: 'azure/gpt-4o', id: 'secondary', order: 2, mock: 'secondary' },
    { name: 'backup', model: 'anthropic/claude-sonnet-4-5', mock: 'backup' },
  ],
  fallbacks: { chat: ['backup'] },
  cooldown: { failures: 2, ms: 300 },
})
router.on('deployment-down', ({ deployment, error }) => console.log(`${deployment} is out: ${error}`))
router.on('deployment-up', ({ deployment }) => console.log(`${deployment} is back`))

const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }] }
for (let call = 1; call <= 3; call++) {
  const { meta } = await router.completion(body)
  console.log(
    `call ${call}:`,
    meta.attempts.map(({ deployment, error }) => `${deployment} ${error ?? 'answered'}`).join(', '),
  )
}
console.log('why not primary:', router.explain(body).candidates[0]?.reason)

outage = false
await new Promise((resolve) => setTimeout(resolve, 400))
console.log('later:', (await router.completion(body)).meta.deployment)
await router.close()

function broken() {
  return new ServiceUnavailableError('Out of order.')
}
