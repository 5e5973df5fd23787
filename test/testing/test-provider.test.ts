import { describe, expect, it } from 'vitest'
import { openai } from '../../providers/openai/index.js'
import { fromRow } from '../../providers/openai-compatible/index.js'
import type { Provider } from '../../src/provider.js'
import {
  ALL_BEHAVIOURS,
  behavioursFor,
  CORE_BEHAVIOURS,
  EMBEDDING_BEHAVIOURS,
  type ProviderTestOptions,
  runBehaviour,
  testProvider,
} from '../../src/testing.js'

const acme = fromRow({
  prefix: 'acme',
  name: 'Acme',
  baseURL: 'https://acme.example/v1',
  apiKeyEnv: ['ACME_API_KEY'],
  docs: 'https://acme.example',
})

/** What would be registered with a test runner. */
function registered(options: ProviderTestOptions): { title: string; tests: Map<string, () => Promise<void>> } {
  const tests = new Map<string, () => Promise<void>>()
  let title = ''
  const describe = (name: string, define: () => void) => {
    title = name
    define()
  }
  testProvider({ describe, test: (name, run) => tests.set(name, run) }, options)
  return { title, tests }
}

async function resultOf(name: string, provider: Provider): Promise<unknown> {
  const options = { provider, model: 'm', embeddingModel: 'm', embeddingBatch: 2048 }
  const [behaviour] = behavioursFor({ ...options, only: [name] })
  if (!behaviour) throw new Error(`no behaviour ${name}`)
  return runBehaviour(behaviour, options).catch((error: unknown) => error)
}

describe('testProvider', () => {
  it('registers one test for each behaviour', () => {
    const { title, tests } = registered({
      provider: acme,
      model: 'acme-1',
      embeddingModel: 'acme-vectors',
      embeddingBatch: 10,
    })
    expect(title).toBe('acme/acme-1')
    expect(tests.size).toBe(ALL_BEHAVIOURS.length)
    expect(tests.size).toBeGreaterThan(90)
  })

  it('leaves out what a provider lacks, and runs what is asked for', () => {
    const { tests } = registered({ provider: acme, model: 'm', lacks: { stream: 'It cannot.' } })
    expect(tests.has('a question is answered')).toBe(true)
    expect(tests.has('a text is the same whole and streamed')).toBe(false)
    const only = registered({ provider: acme, model: 'm', only: CORE_BEHAVIOURS })
    expect([...only.tests.keys()].sort()).toEqual([...CORE_BEHAVIOURS].sort())
  })

  it('leaves embeddings out where no model for them is named, and batches where nothing limits them', () => {
    const names = (options: Partial<ProviderTestOptions>) => [
      ...registered({ provider: acme, model: 'm', ...options }).tests.keys(),
    ]
    expect(names({ only: EMBEDDING_BEHAVIOURS })).toEqual([])
    const embedding = names({ only: EMBEDDING_BEHAVIOURS, embeddingModel: 'v' })
    expect(embedding).toContain('a text becomes a vector')
    expect(embedding).not.toContain('usage of batches is summed')
  })

  it('knows no behaviour of a wrong name', () => {
    expect(() => behavioursFor({ provider: 'openai', model: 'm', only: ['flies'] })).toThrow('flies')
  })

  it.each(CORE_BEHAVIOURS)('a provider from a row shows it: %s', async (name) => {
    expect(await resultOf(name, acme)).toBeUndefined()
  })
})

describe('a provider that does otherwise is found out', () => {
  it('when it counts nothing', async () => {
    const broken: Provider = {
      ...openai,
      complete: async (request, call) => {
        const { usage: _, ...rest } = await openai.complete(request, call)
        return rest
      },
    }
    expect(await resultOf('usage counts input, output and their sum', broken)).toBeInstanceOf(Error)
  })

  it('when it loses a system message', async () => {
    const broken: Provider = {
      ...openai,
      complete: (request, call) =>
        openai.complete({ ...request, messages: request.messages.filter(({ role }) => role !== 'system') }, call),
    }
    expect(await resultOf('a system message reaches the model', broken)).toBeInstanceOf(Error)
  })

  it('when it shifts vectors', async () => {
    const broken: Provider = {
      ...openai,
      embed: async (request, call) => {
        const reply = await openai.embed?.(request, call)
        if (!reply) throw new Error('no embeddings')
        return { ...reply, data: reply.data.toReversed() }
      },
    }
    expect(await resultOf('many texts become vectors in their order', broken)).toBeInstanceOf(Error)
  })

  it('when it takes a cut stream for a whole one', async () => {
    const broken: Provider = {
      ...openai,
      stream: async (request, call) => {
        const batches = await openai.stream(request, call)
        return (async function* () {
          try {
            yield* batches
          } catch {
            // Swallowed: this is what is wrong.
          }
        })()
      },
    }
    const name = 'a stream cut in its middle is an error with what had arrived'
    expect(await resultOf(name, broken)).toBeInstanceOf(Error)
  })
})
