import { describe, expect, it } from 'vitest'
import { toOpenApiSchema } from '../../providers/gemini/json-schema.js'
import type { ChatTool, ProviderRequest } from '../../src/provider.js'
import { NEWER, sent } from './call.js'

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const sky: ChatTool = { type: 'function', function: { name: 'sky', description: 'The sky', parameters } }
const now: ChatTool = { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } }

describe('functions (quirks.md 111)', () => {
  it('have plain JSON Schema, and no parameters where there are none', () => {
    expect(sent({ tools: [sky, now] }).body.tools).toEqual([
      {
        functionDeclarations: [
          { name: 'sky', description: 'The sky', parametersJsonSchema: parameters },
          { name: 'now' },
        ],
      },
    ])
  })

  it('have the subset for models before Gemini 2', () => {
    expect(sent({ tools: [sky] }, { model: 'gemini-1.5-pro' }).body.tools?.[0]?.functionDeclarations).toEqual([
      { name: 'sky', description: 'The sky', parameters },
    ])
  })

  it('are left out when there are none', () => {
    expect(sent({ tools: [], tool_choice: 'auto' }).body).not.toHaveProperty('tools')
    expect(sent({ tools: [], tool_choice: 'auto' }).body).not.toHaveProperty('toolConfig')
  })
})

describe('the choice between them (quirks.md 112)', () => {
  const strict: ChatTool = { type: 'function', function: { name: 'sky', strict: true } }
  const one = [{ type: 'function', function: { name: 'now' } }]

  it.each([
    ['auto', [sky], { mode: 'AUTO' }],
    ['required', [sky], { mode: 'ANY' }],
    ['none', [sky], { mode: 'NONE' }],
    [{ type: 'function', function: { name: 'sky' } }, [sky], { mode: 'ANY', allowedFunctionNames: ['sky'] }],
    ['auto', [strict], { mode: 'VALIDATED' }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'required', tools: one } }, [sky, now], { mode: 'ANY' }],
    [undefined, [sky], undefined],
  ] satisfies Array<[ProviderRequest['tool_choice'], ChatTool[], unknown]>)('%j', (tool_choice, tools, expected) => {
    const { body } = sent({ tools, ...(tool_choice && { tool_choice }) })
    expect(body.toolConfig?.['functionCallingConfig']).toEqual(expected)
  })

  it("is reported where there are only Google's own tools, which nobody chooses between", () => {
    const tools: ChatTool[] = [{ urlContext: {} }]
    for (const tool_choice of ['required', 'none'] as const) {
      const { body, dropped } = sent({ tools, tool_choice })
      expect(body).not.toHaveProperty('toolConfig')
      expect(dropped).toEqual(['tool_choice'])
    }
    expect(sent({ tools, tool_choice: 'auto' }).dropped).toEqual([])
    expect(sent({ tools: [...tools, sky], tool_choice: 'required' }).dropped).toEqual([])
  })

  it('leaves out what is not among the allowed', () => {
    const tool_choice = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: one } } as const
    const { body } = sent({
      tools: [sky, now],
      tool_choice: { ...tool_choice, allowed_tools: { mode: 'auto', tools: one } },
    })
    expect(body.tools?.[0]?.functionDeclarations?.map(({ name }) => name)).toEqual(['now'])
  })
})

describe("Google's own tools", () => {
  it('go out as they are; web_search_options is Google Search', () => {
    const tools: ChatTool[] = [{ urlContext: {} }, { codeExecution: {} }]
    expect(sent({ tools, web_search_options: {} }).body.tools).toEqual([
      { urlContext: {} },
      { codeExecution: {} },
      { googleSearch: {} },
    ])
    expect(sent({ tools: [{ googleSearch: {} }], web_search_options: {} }).body.tools).toEqual([{ googleSearch: {} }])
  })

  it('beside functions are told to Gemini 3, on its own API alone (quirks.md 112)', () => {
    const tools: ChatTool[] = [sky, { googleSearch: {} }]
    const toolConfig = (model: string, api?: 'vertex') =>
      sent({ tools }, { model, ...(api && { api }) }).body.toolConfig
    const functionCallingConfig = { mode: 'VALIDATED' }
    expect(toolConfig(NEWER)).toEqual({ functionCallingConfig, includeServerSideToolInvocations: true })
    expect(toolConfig(NEWER, 'vertex')).toEqual({ functionCallingConfig })
    expect(toolConfig('gemini-2.5-flash')).toBeUndefined()
  })

  it("another vendor's are refused by name", () => {
    const custom = { type: 'custom', custom: { name: 'shell' } } as const
    expect(() => sent({ tools: [custom] })).toThrow(/^tools\[0\]: Gemini takes functions/)
  })
})

describe('the subset of OpenAPI', () => {
  it.each([
    [
      'drops what it does not know',
      { $schema: 'x', $id: 'y', type: 'string', default: 'a', examples: [1] },
      { type: 'string' },
    ],
    ['says null as nullable', { type: ['integer', 'null'] }, { type: 'integer', nullable: true }],
    [
      'says several types as a choice',
      { type: ['string', 'integer', 'null'], minimum: 1 },
      {
        anyOf: [
          { type: 'string', minimum: 1, nullable: true },
          { type: 'integer', minimum: 1, nullable: true },
        ],
      },
    ],
    ['makes one value of a constant', { const: 'a' }, { type: 'string', format: 'enum', enum: ['a'] }],
    [
      'makes texts of values',
      { enum: [1, true, null, ''] },
      { type: 'string', format: 'enum', enum: ['1', 'true'], nullable: true },
    ],
    [
      'takes null out of a choice',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { type: 'string', nullable: true },
    ],
    ['says what a list holds', { type: 'array' }, { type: 'array', items: { type: 'string' } }],
    [
      'makes a list of a tuple',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
    ],
    [
      'requires only what is there',
      { type: 'object', properties: { a: true }, required: ['a', 'b'] },
      { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] },
    ],
    [
      'follows references',
      { $ref: '#/$defs/a~1b', description: 'Mine', $defs: { 'a/b': { type: 'number', description: 'Theirs' } } },
      { type: 'number', description: 'Mine' },
    ],
    [
      'cuts a recursion',
      { type: 'object', properties: { next: { $ref: '#' } } },
      { type: 'object', properties: { next: { type: 'object', properties: { next: { type: 'object' } } } } },
    ],
    [
      'joins what all of must hold',
      {
        allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { properties: { b: { type: 'number' } } }],
      },
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a'] },
    ],
  ])('%s', (_, schema, expected) => {
    const before = structuredClone(schema)
    expect(toOpenApiSchema(schema)).toEqual(expected)
    expect(schema).toEqual(before)
  })

  it('does not let references grow without bounds', () => {
    const level = (next: string) => ({ anyOf: [{ $ref: next }, { $ref: next }, { $ref: next }] })
    const $defs = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`d${at}`, level(`#/$defs/d${at + 1}`)]))
    expect(JSON.stringify(toOpenApiSchema({ ...level('#/$defs/d0'), $defs })).length).toBeLessThan(1_000_000)
  })
})
