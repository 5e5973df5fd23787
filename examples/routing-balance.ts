// One name, several deployments: shares by weight, by load, or by a function. Mocks stand in for the vendors.
import { createRouter, type Strategy, type StrategyOption } from 'modelrelay'

const body = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }] }
const after = (ms: number) => () => new Promise<string>((resolve) => setTimeout(resolve, ms, 'done'))

async function shares(strategy: StrategyOption): Promise<string> {
  const router = createRouter({
    models: [
      { name: 'chat', model: 'openai/gpt-4o', id: 'big', weight: 3, mock: after(5) },
      { name: 'chat', model: 'azure/gpt-4o', id: 'small', mock: after(20) },
    ],
    strategy,
  })
  const counts: Record<string, number> = {}
  const worker = async () => {
    for (let call = 0; call < 10; call++) {
      const { deployment = '' } = (await router.completion(body)).meta
      counts[deployment] = (counts[deployment] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  await router.close()
  return `big ${counts['big'] ?? 0}, small ${counts['small'] ?? 0}`
}

/** A strategy of one's own: whoever has fewer calls under way, the small one at equality. */
const smallFirst: Strategy = (candidates) =>
  [...candidates].sort((one, other) => one.inFlight - other.inFlight || one.weight - other.weight)[0]

console.log('shuffle:   ', await shares('shuffle'))
console.log('least-busy:', await shares('least-busy'))
console.log('a function:', await shares(smallFirst))
