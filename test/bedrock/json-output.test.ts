import { describe, expect, it } from 'vitest'
import { CLAUDE, GPT_OSS, sent, tool } from './call.js'

const schema = { type: 'object', properties: { a: { type: 'number' } } }
const response_format = { type: 'json_schema' as const, json_schema: { name: 'n', schema, description: 'A thing.' } }

describe('a request for JSON (101)', () => {
  it('forces a hidden tool where the model can be forced', () => {
    expect(sent({ response_format }).input.toolConfig).toEqual({
      tools: [{ toolSpec: { name: 'json', description: 'A thing.', inputSchema: { json: schema } } }],
      toolChoice: { tool: { name: 'json' } },
    })
    expect(sent({ response_format: { type: 'json_object' } }).input.toolConfig?.tools).toHaveLength(1)
  })

  it.each([
    ['beside tools', CLAUDE, { tools: [tool('f')] }],
    ['while it thinks', CLAUDE, { reasoning_effort: 'low' as const }],
    ['to a model that cannot be forced', GPT_OSS, {}],
  ])('%s is said in words', (_, model, more) => {
    const { input } = sent({ response_format, ...more }, model)
    expect(JSON.stringify(input.toolConfig ?? {})).not.toContain('"json","')
    expect(input.system?.at(-1)?.text).toContain(JSON.stringify(schema))
  })

  it('for a list is said in words, since arguments are an object', () => {
    const list = { type: 'json_schema' as const, json_schema: { name: 'n', schema: { type: 'array' } } }
    expect(sent({ response_format: list }).input.toolConfig).toBeUndefined()
  })

  it("leaves the caller's own grammar alone", () => {
    const outputConfig = { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{}' } } } }
    const { input } = sent({ response_format, outputConfig })
    expect(input.outputConfig).toEqual(outputConfig)
    expect(input.toolConfig).toBeUndefined()
    expect(input.system).toBeUndefined()
  })
})
