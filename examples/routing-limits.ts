// Limits of each deployment are kept before the vendor has to say no. Mocks stand in for the vendors.
import { createRouter, isModelRelayError } from 'modelrelay'

const router = createRouter({
  models: [
    { name: 'chat', model: 'openai/gpt-4o', id: 'first', order: 1, rpm: 3, mock: 'first' },
    { name: 'chat', model: 'azure/gpt-4o', id: 'second', order: 2, tpm: 100, mock: 'second' },
  ],
  whenUnavailable: 'fail', // 'wait' (default) would wait for room, up to maxWaitMs
})

// The reservation of a call is its prompt and max_tokens; what it really used is settled at its end.
const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }], max_tokens: 30 }
for (let call = 1; call <= 3; call++) console.log(`call ${call}:`, (await router.completion(body)).meta.deployment)
for (const { deployment, used } of router.health()) console.log(`${deployment}: ${Math.round(used * 100)} % used`)
console.log('call 4:', (await router.completion(body)).meta.deployment)

try {
  await router.completion({ ...body, max_tokens: 500 })
} catch (error) {
  if (!isModelRelayError(error)) throw error
  console.log(`${error.name}: ${error.message}`)
  console.log('worth another try:', (error.retryAfterMs ?? 0) > 0)
}
await router.close()
