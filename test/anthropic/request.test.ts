import { describe, expect, it } from 'vitest'
import { sent } from './call.js'

describe('the request', () => {
  it('names the model and asks for a stream only when one is wanted', () => {
    expect(sent({}).body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    })
  })

  it('stops at texts that are not blank', () => {
    expect(sent({ stop: 'END' }).body['stop_sequences']).toEqual(['END'])
    expect(sent({ stop: ['a', '\n'] })).toMatchObject({ body: { stop_sequences: ['a'] }, dropped: ['stop'] })
    expect(sent({ stop: null }).body).not.toHaveProperty('stop_sequences')
  })

  it('tells who asks', () => {
    expect(sent({ user: 'u' }).body['metadata']).toEqual({ user_id: 'u' })
    expect(sent({ user: 'u', safety_identifier: 's' }).body['metadata']).toEqual({ user_id: 's' })
    expect(sent({ metadata: { user_id: 'm', other: 'x' } })).toMatchObject({
      body: { metadata: { user_id: 'm' } },
      dropped: ['metadata'],
    })
  })

  it.each([
    ['auto', 'auto', []],
    ['priority', 'auto', []],
    ['default', 'standard_only', []],
    ['flex', undefined, ['service_tier']],
  ] as const)('service_tier %s is %s', (service_tier, tier, dropped) => {
    const { body, dropped: reported } = sent({ service_tier })
    expect(body['service_tier']).toBe(tier)
    expect(reported).toEqual(dropped)
  })

  it("hands on what is Anthropic's own, with the betas that it needs", () => {
    const own = {
      container: { id: 'c', skills: [{ type: 'anthropic', skill_id: 'pptx' }] },
      mcp_servers: [{ type: 'url', url: 'https://example.com', name: 'm' }],
      context_management: { edits: [{ type: 'compact_20260112' }] },
      speed: 'fast',
    }
    const { body, betas } = sent(own)
    expect(body).toMatchObject(own)
    expect(betas?.split(',')).toEqual([
      'mcp-client-2025-04-04',
      'context-management-2025-06-27',
      'compact-2026-01-12',
      'skills-2025-10-02',
      'fast-mode-2026-02-01',
    ])
  })

  it('sends betas in the header, each once', () => {
    const { body, betas } = sent({ betas: ['mine', 'fast-mode-2026-02-01'], speed: 'fast' })
    expect(body).not.toHaveProperty('betas')
    expect(betas).toBe('fast-mode-2026-02-01,mine')
  })

  it("joins the caller's output_config with its own", () => {
    const { body } = sent({ reasoning_effort: 'low', output_config: { effort: 'max', task: 1 } }, 'claude-opus-4-8')
    expect(body['output_config']).toEqual({ effort: 'max', task: 1 })
  })
})
