import { describe, expect, it } from 'vitest'
import { gemini } from '../../providers/gemini/index.js'
import { replicate } from '../../providers/replicate/index.js'
import { watsonx } from '../../providers/watsonx/index.js'
import { type Provider, pathSegment, pathSegments } from '../../src/provider.js'
import { callWith } from '../gemini/call.js'

describe('a name in a path', () => {
  it('is encoded, segment by segment', () => {
    expect(pathSegments('a b/c?d#e/f.g/..h')).toBe('a%20b/c%3Fd%23e/f.g/..h')
    expect(pathSegment('a/b')).toBe('a%2Fb')
    expect(pathSegment('%2e%2e')).toBe('%252e%252e')
  })

  it.each(['..', '.', '', 'a/..', '../a', 'a//b', '/a', 'a/', 'a/./b', '\ud800'])('is not %j', (name) => {
    expect(() => pathSegments(name, 'deployment')).toThrow(expect.objectContaining({ param: 'deployment' }))
  })
})

describe('a model whose name leads elsewhere', () => {
  const sending: Array<[Provider, string]> = [
    [gemini, '../../../tenant-b/x'],
    [gemini, 'a/../../../v1/files/y'],
    [gemini, '..'],
    [replicate, '../../../tenant-b'],
    [replicate, 'deployments/../..'],
    [replicate, 'a//b'],
    [watsonx, 'deployment/..'],
  ]

  it.each(sending.map(([provider, model]) => ({ provider, model, id: provider.id })))(
    '$id/$model is refused before anything is sent',
    async ({ provider, model }) => {
      const { call, seen } = callWith({ apiKey: 'key-12345678', baseURL: 'https://host.example/tenant-a' }, {}, model)
      const chat = provider.complete({ model, messages: [{ role: 'user', content: 'Hi' }] }, call)
      await expect(chat).rejects.toMatchObject({ name: 'BadRequestError', param: 'model' })
      expect(seen).toEqual([])
    },
  )

  it('is refused for embeddings too', async () => {
    const { call, seen } = callWith({ apiKey: 'key-12345678' }, {}, 'a/../b')
    await expect(gemini.embed?.({ model: '', input: ['a'] }, call)).rejects.toMatchObject({ param: 'model' })
    expect(seen).toEqual([])
  })
})
