import { describe, expect, it } from 'vitest'
import { params } from '../../providers/bedrock/params.js'
import { BadRequestError } from '../../src/provider.js'
import { CLAUDE, calling, GPT_OSS, LLAMA, MISTRAL, NOVA, sent, TITAN, tool } from './call.js'

const tools = [tool('f'), tool('g')]
const named = { type: 'function' as const, function: { name: 'g' } }
const namesOf = ({ input }: ReturnType<typeof sent>) => input.toolConfig?.tools?.map(({ toolSpec }) => toolSpec?.name)

describe('tools (91, 92)', () => {
  it('have a schema of an object and no empty description', () => {
    const bare = { type: 'function' as const, function: { name: 'f', description: ' ', strict: true } }
    const { input, dropped } = sent({ tools: [bare] }, 'us.anthropic.claude-sonnet-4-20250514-v1:0')
    expect(input.toolConfig).toEqual({
      tools: [{ toolSpec: { name: 'f', inputSchema: { json: { type: 'object', properties: {} } } } }],
    })
    expect(dropped).toEqual(['strict'])
  })

  it('are strict where the model can be (101)', () => {
    const strict = tool('f', { strict: true })
    expect(sent({ tools: [strict] }).input.toolConfig?.tools?.[0]?.toolSpec?.strict).toBe(true)
    expect(sent({ tools: [strict] }, 'us.anthropic.claude-opus-4-8')).toMatchObject({ dropped: ['strict'] })
  })

  it.each([
    ['auto', CLAUDE, { auto: {} }],
    ['required', CLAUDE, { any: {} }],
    ['required', NOVA, { any: {} }],
    ['required', MISTRAL, { any: {} }],
    ['required', LLAMA, undefined],
    ['required', GPT_OSS, undefined],
  ] as const)('with choice %s on %s send %j', (choice, model, expected) => {
    const { input, dropped } = sent({ tools, tool_choice: choice }, model)
    expect(input.toolConfig?.toolChoice).toEqual(expected)
    expect(dropped).toEqual(expected ? [] : ['tool_choice'])
  })

  it('with a named choice offer only that one', () => {
    for (const model of [CLAUDE, MISTRAL, LLAMA])
      expect(namesOf(sent({ tools, tool_choice: named }, model))).toEqual(['g'])
    expect(sent({ tools, tool_choice: named }).input.toolConfig?.toolChoice).toEqual({ tool: { name: 'g' } })
    expect(sent({ tools, tool_choice: named }, MISTRAL).input.toolConfig?.toolChoice).toEqual({ any: {} })
  })

  it('with allowed tools offer those', () => {
    const allowed = { mode: 'required' as const, tools: [{ type: 'function', function: { name: 'g' } }] }
    const request = { tools, tool_choice: { type: 'allowed_tools' as const, allowed_tools: allowed } }
    expect(namesOf(sent(request))).toEqual(['g'])
    expect(sent(request).input.toolConfig?.toolChoice).toEqual({ any: {} })
  })

  it('with choice none, or an empty list, are not sent', () => {
    expect(sent({ tools, tool_choice: 'none' }).input.toolConfig).toBeUndefined()
    expect(sent({ tools: [] }).input.toolConfig).toBeUndefined()
  })

  it("one at a time are asked for in Claude's own field", () => {
    expect(sent({ tools, parallel_tool_calls: false }).input.additionalModelRequestFields).toEqual({
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    })
    expect(params(NOVA)).not.toContain('parallel_tool_calls')
  })

  it.each(['auto', 'required', named] as const)('one at a time leave the choice %j as it is stated', (choice) => {
    const { input } = sent({ tools, tool_choice: choice, parallel_tool_calls: false })
    expect(input.toolConfig?.toolChoice).toBeDefined()
    expect(input.additionalModelRequestFields).toEqual({ tool_choice: { disable_parallel_tool_use: true } })
  })

  it("of Anthropic's go with the model's own fields", () => {
    const bash = { type: 'bash_20250124' as const, name: 'bash' }
    const messages = [
      { role: 'user' as const, content: 'a' },
      { role: 'assistant' as const, tool_calls: [calling('1', 'bash')] },
    ]
    const { input } = sent({ tools: [bash], anthropic_beta: ['computer-use-2025-01-24'], messages })
    expect(input.toolConfig).toBeUndefined()
    expect(input.additionalModelRequestFields).toEqual({ tools: [bash], anthropic_beta: ['computer-use-2025-01-24'] })
    expect(input.messages?.[1]?.content?.[0]).toHaveProperty('toolUse')
  })

  it('of Nova search the web', () => {
    expect(sent({ web_search_options: {} }, NOVA).input.toolConfig).toEqual({
      tools: [{ systemTool: { name: 'nova_grounding' } }],
    })
  })

  it('of no form that Bedrock has are refused by their place', () => {
    const custom = { type: 'custom' as const, custom: { name: 'c' } }
    expect(() => sent({ tools: [tool('f'), custom] })).toThrow(BadRequestError)
    expect(() => sent({ tools: [tool('f'), custom] })).toThrow(/^tools\[1\]: /)
  })

  it('are no parameter of models without them', () => {
    expect(params(TITAN)).not.toContain('tools')
    expect(params(CLAUDE)).toContain('tools')
  })
})
