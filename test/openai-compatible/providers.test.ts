import { describe, expect, it } from 'vitest'
import { fromRow, openaiCompatible, openaiCompatiblePrefixes } from '../../providers/openai-compatible/index.js'
import { rows } from '../../providers/openai-compatible/rows/all.js'
import type { Provider } from '../../src/provider.js'
import { complete, sentFor } from '../openai/wire.js'

function provider(prefix: string): Provider {
  const found = openaiCompatible(prefix)
  if (!found) throw new Error(`no row for ${prefix}`)
  return found
}

/** Vendors of embeddings alone. */
const silent = rows.flatMap(({ chat, prefix, aliases = [] }) => (chat === false ? [prefix, ...aliases] : []))

describe('the rows as providers', () => {
  it('are found by prefix and by alias', () => {
    expect(provider('together').id).toBe('together_ai')
    expect(openaiCompatible('no-such-vendor')).toBeUndefined()
    expect(openaiCompatiblePrefixes()).toEqual(
      expect.arrayContaining(['together_ai', 'together', 'openai_compatible', 'custom_openai']),
    )
  })

  it.each(openaiCompatiblePrefixes().filter((prefix) => !silent.includes(prefix)))(
    '%s answers a plain request',
    async (prefix) => {
      const { reply, sent } = await complete(provider(prefix), { model: 'some-model' })
      expect(reply.choices[0]?.message.content).toBe('Hi.')
      expect(sent).toMatchObject({ model: 'some-model', messages: [{ role: 'user', content: 'Hello' }] })
    },
  )

  it('any other server is reached without a key', async () => {
    const { request } = await complete(provider('openai_compatible'), { model: 'org/model' })
    expect(request).toMatchObject({ path: '/chat/completions', body: { model: 'org/model' } })
  })

  it("Mistral's path holds the version, as its SDK's base URL does not", async () => {
    expect((await complete(provider('mistral'))).request.path).toBe('/v1/chat/completions')
  })

  it('a row from outside is a provider', () => {
    const made = fromRow({
      prefix: 'acme',
      name: 'Acme',
      baseURL: 'https://acme.example/v1',
      apiKeyEnv: ['ACME_API_KEY'],
      docs: 'https://acme.example',
    })
    expect(made.id).toBe('acme')
    expect(made.params('m')).toContain('temperature')
    expect(() => fromRow({ prefix: 'Not fit', name: 'x', apiKeyEnv: [], docs: '' })).toThrow('Provider id')
  })
})

describe('rows for which quirks were found', () => {
  const turn = { role: 'assistant', content: 'Hi.', reasoning_content: 'Hm.' }
  it.each([
    ['groq', 'reasoning'],
    ['cerebras', 'reasoning'],
    ['deepseek', 'reasoning_content'],
  ])('%s gets its reasoning back as %s (129, 132, 135)', async (prefix, field) => {
    const model = prefix === 'deepseek' ? 'deepseek-reasoner' : 'some-model'
    const { messages } = await sentFor(provider(prefix), { model, messages: [{ role: 'user', content: 'Go' }, turn] })
    expect(messages).toMatchObject([{}, { role: 'assistant', content: 'Hi.', [field]: 'Hm.' }])
  })

  it.each(['moonshot', 'zai', 'together_ai', 'nvidia_nim'])('%s gets max_tokens (38)', async (prefix) => {
    expect(await sentFor(provider(prefix), { max_completion_tokens: 5 })).toMatchObject({ max_tokens: 5 })
  })

  it('xAI does not take stop or penalties (133)', () => {
    const { params } = provider('xai')
    for (const name of ['stop', 'frequency_penalty', 'presence_penalty', 'top_k'])
      expect(params('grok-4')).not.toContain(name)
  })
})
