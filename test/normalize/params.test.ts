import { describe, expect, it } from 'vitest'
import type { ProviderRequest } from '../../src/contract/chat.js'
import { UnsupportedParamsError } from '../../src/contract/errors.js'
import type { Provider } from '../../src/contract/provider.js'
import { applyParams } from '../../src/normalize/params.js'

function provider(params: string[], unsupported?: Provider['unsupported']): Provider {
  const none = () => Promise.reject(new Error('Not called.'))
  return { id: 'acme', params: () => params, ...(unsupported && { unsupported }), complete: none, stream: none }
}

const base: ProviderRequest = { model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: true }

describe('applyParams', () => {
  it('returns the same object when everything is taken', () => {
    const request = { ...base, temperature: 0.5, stream_options: { include_usage: true } }
    const applied = applyParams(request, provider(['temperature']), 'm', false)
    expect(applied.request).toBe(request)
    expect(applied.dropped).toEqual([])
  })

  it('refuses every parameter that the model does not take, in one error', () => {
    const request = { ...base, seed: 1, logit_bias: { 5: 1 }, temperature: 0.5 }
    try {
      applyParams(request, provider(['temperature']), 'm', false)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(UnsupportedParamsError)
      expect(error).toMatchObject({
        message: 'acme/m does not take seed, logit_bias here: pass dropParams: true to leave them out.',
        params: ['seed', 'logit_bias'],
        param: 'seed',
        provider: 'acme',
        model: 'm',
      })
    }
  })

  it('leaves them out and names them with dropParams', () => {
    const request = { ...base, seed: 1, temperature: 0.5 }
    const applied = applyParams(request, provider(['temperature']), 'm', true)
    expect(applied).toEqual({ request: { ...base, temperature: 0.5 }, dropped: ['seed'] })
    expect(request.seed).toBe(1)
  })

  it('takes out null and undefined without a word', () => {
    const absent: object = { seed: undefined, top_p: null }
    const request: ProviderRequest = { ...base, temperature: null, ...absent }
    const applied = applyParams(request, provider(['temperature']), 'm', false)
    expect(applied).toEqual({ request: base, dropped: [] })
    expect(Object.keys(applied.request)).toEqual(Object.keys(base))
  })

  it.each<[keyof ProviderRequest, object]>([
    ['n', { n: 1 }],
    ['frequency_penalty', { frequency_penalty: 0 }],
    ['presence_penalty', { presence_penalty: -0 }],
    ['logprobs', { logprobs: false }],
    ['store', { store: false }],
    ['top_p', { top_p: 1 }],
    ['parallel_tool_calls', { parallel_tool_calls: true }],
    ['service_tier', { service_tier: 'auto' }],
    ['logit_bias', { logit_bias: {} }],
    ['response_format', { response_format: { type: 'text' } }],
    ['stop', { stop: [] }],
  ])('takes out %s without a word where it says no more than absence', (_, neutral) => {
    const request = { ...base, ...neutral }
    expect(applyParams(request, provider([]), 'm', false)).toEqual({ request: base, dropped: [] })
    expect(applyParams(request, provider(Object.keys(neutral)), 'm', false).request).toBe(request)
  })

  it('does not take thinking off for absence', () => {
    const request: ProviderRequest = { ...base, thinking: { type: 'disabled' } }
    expect(() => applyParams(request, provider([]), 'm', false)).toThrow(UnsupportedParamsError)
  })

  it('obeys what a provider says about this request', () => {
    const picky = provider(['temperature', 'top_p'], ({ temperature }) => (temperature ? ['top_p'] : []))
    expect(applyParams({ ...base, temperature: 0.5, top_p: 0.9 }, picky, 'm', true).dropped).toEqual(['top_p'])
    expect(applyParams({ ...base, top_p: 0.9 }, picky, 'm', true).dropped).toEqual([])
  })

  it("leaves the vendor's own keys alone", () => {
    const request = { ...base, chat_template_kwargs: { a: 1 }, vendor_null: null }
    expect(applyParams(request, provider([]), 'm', false).request).toBe(request)
  })
})
