import { describe, expect, it } from 'vitest'
import type { ChatTool, ProviderRequest } from '../../src/provider.js'
import { sent } from './call.js'

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tool = (name: string, more: object = {}): ChatTool => ({
  type: 'function',
  function: { name, description: `Does ${name}`, parameters, ...more },
})

describe('tools', () => {
  it('become input schemas', () => {
    expect(sent({ tools: [tool('weather')] }).body['tools']).toEqual([
      { name: 'weather', description: 'Does weather', input_schema: parameters },
    ])
  })

  it.each([undefined, {}, { properties: {} }])('have an object as input, whatever the schema %j says', (schema) => {
    const { body } = sent({ tools: [{ type: 'function', function: { name: 'f', parameters: schema ?? {} } }] })
    expect(body['tools']).toMatchObject([{ input_schema: { type: 'object' } }])
    expect(sent({ tools: [{ type: 'function', function: { name: 'f' } }] }).body['tools']).toEqual([
      { name: 'f', input_schema: { properties: {}, type: 'object' } },
    ])
  })

  it('are strict where the model can, with the beta and a schema that the grammar takes', () => {
    const strict = tool('f', { strict: true, parameters: { type: 'object', properties: { n: { minimum: 1 } } } })
    expect(sent({ tools: [strict] })).toMatchObject({
      body: {
        tools: [
          {
            strict: true,
            input_schema: {
              type: 'object',
              additionalProperties: false,
              properties: { n: { description: '(minimum: 1)' } },
            },
          },
        ],
      },
      betas: 'structured-outputs-2025-11-13',
      dropped: [],
    })
    const old = sent({ tools: [strict] }, 'claude-sonnet-4-20250514')
    expect(old.body['tools']).not.toMatchObject([{ strict: true }])
    expect(old).toMatchObject({ betas: undefined, dropped: ['strict'] })
  })

  it('that the vendor runs go out as they are, with the beta that their version came with', () => {
    const search = { type: 'web_search_20250305', name: 'web_search', max_uses: 2 } as const
    const fetchTool = { type: 'web_fetch_20250910', name: 'web_fetch' } as const
    const computer = { type: 'computer_20250124', name: 'computer', display_width_px: 800 } as const
    expect(sent({ tools: [search, fetchTool, computer] })).toMatchObject({
      body: { tools: [search, fetchTool, computer] },
      betas: 'web-fetch-2025-09-10,computer-use-2025-01-24',
    })
  })

  it("keep a function tool's own fields of Anthropic's", () => {
    const own = { ...tool('f'), defer_loading: true }
    expect(sent({ tools: [own] }).body['tools']).toMatchObject([{ name: 'f', defer_loading: true }])
  })

  it('without a schema cannot be asked for', () => {
    expect(() => sent({ tools: [tool('a'), { type: 'custom', custom: { name: 'x' } }] })).toThrow('tools[1]')
  })

  it('are left out when the list is empty, and the choice with them', () => {
    const { body } = sent({ tools: [], tool_choice: 'auto' })
    expect(body).not.toHaveProperty('tools')
    expect(body).not.toHaveProperty('tool_choice')
  })

  it('web_search_options asks for web search', () => {
    const web_search_options = {
      search_context_size: 'low',
      user_location: { type: 'approximate', approximate: { city: 'Bern', country: 'CH' } },
    } as const
    expect(sent({ web_search_options }).body['tools']).toEqual([
      {
        type: 'web_search_20250305',
        name: 'web_search',
        max_uses: 1,
        user_location: { type: 'approximate', city: 'Bern', country: 'CH' },
      },
    ])
    const own = { type: 'web_search_20260318', name: 'web_search' } as const
    expect(sent({ web_search_options: {}, tools: [own] }).body['tools']).toEqual([own])
  })
})

describe('the choice of a tool', () => {
  const tools = [tool('a'), tool('b')]
  const choose = (request: Partial<ProviderRequest>, model?: string) => {
    const { body, dropped } = sent({ tools, ...request }, model)
    return { choice: body['tool_choice'], names: names(body['tools']), dropped }
  }
  const names = (list: unknown) => (Array.isArray(list) ? list.map((item: { name: string }) => item.name) : [])

  it.each([
    [{ tool_choice: 'auto' }, { type: 'auto' }],
    [{ tool_choice: 'required' }, { type: 'any' }],
    [{ tool_choice: 'none' }, { type: 'none' }],
    [{ tool_choice: { type: 'function', function: { name: 'b' } } }, { type: 'tool', name: 'b' }],
    [{ parallel_tool_calls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [
      { tool_choice: 'required', parallel_tool_calls: false },
      { type: 'any', disable_parallel_tool_use: true },
    ],
    [{ tool_choice: 'none', parallel_tool_calls: false }, { type: 'none' }],
    [{}, undefined],
  ] as Array<[Partial<ProviderRequest>, unknown]>)('%j is %j', (request, choice) => {
    expect(choose(request)).toEqual({ choice, names: ['a', 'b'], dropped: [] })
  })

  it('among allowed tools offers only these', () => {
    const allowed = (mode: 'auto' | 'required') =>
      choose({
        tool_choice: {
          type: 'allowed_tools',
          allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'b' } }] },
        },
      })
    expect(allowed('auto')).toEqual({ choice: { type: 'auto' }, names: ['b'], dropped: [] })
    expect(allowed('required')).toEqual({ choice: { type: 'any' }, names: ['b'], dropped: [] })
  })

  it.each([
    ['while it thinks', 'claude-sonnet-4-5', { thinking: { type: 'enabled', budget_tokens: 2000 } }],
    ['by a model that never is', 'claude-opus-5-5', {}],
  ] as Array<[string, string, Partial<ProviderRequest>]>)('cannot be forced %s', (_, model, request) => {
    expect(choose({ ...request, tool_choice: 'required' }, model)).toEqual({
      choice: { type: 'auto' },
      names: ['a', 'b'],
      dropped: ['tool_choice'],
    })
    const named = { type: 'function', function: { name: 'b' } } as const
    expect(choose({ ...request, tool_choice: named, parallel_tool_calls: false }, model)).toEqual({
      choice: { type: 'auto', disable_parallel_tool_use: true },
      names: ['b'],
      dropped: ['tool_choice'],
    })
  })
})
