import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRelay, SchemaValidationError } from '../../src/index.js'
import { checkAnswer } from '../../src/schema/check-answer.js'
import { toResponseFormat } from '../../src/schema/to-response-format.js'
import { type Simulator, startSimulator } from '../../src/simulator.js'

const cat = z.object({ kind: z.literal('cat'), lives: z.int() })
const dog = z.object({ kind: z.literal('dog'), breed: z.string().optional() })
const Names = z.array(z.union([z.string(), z.lazy((): z.ZodType => Names)]))

/** Schemas whose root is no object, with an answer that fits and what validation makes of it. */
const kinds = {
  'a list': { schema: z.array(cat), strict: true, answer: [{ kind: 'cat', lives: 9 }] },
  'a string': { schema: z.string().transform((text) => text.length), strict: true, answer: 'four', parsed: 4 },
  'a number': { schema: z.number(), strict: true, answer: 0 },
  'a null': { schema: z.null(), strict: true, answer: null },
  'an enum': { schema: z.enum(['red', 'blue']), strict: true, answer: 'blue' },
  'a nullable object': { schema: cat.nullable(), strict: true, answer: null },
  'a union': { schema: z.union([cat, z.array(z.string())]), strict: true, answer: ['a'] },
  'a tagged union': {
    schema: z.discriminatedUnion('kind', [cat, dog]),
    strict: true,
    answer: { kind: 'dog', breed: null },
    parsed: { kind: 'dog' },
  },
  'an intersection': {
    schema: z.intersection(z.object({ a: z.string() }), z.record(z.string(), z.string())),
    strict: false,
    answer: { a: 'x', b: 'y' },
  },
  'a tuple': { schema: z.tuple([z.string(), z.number()]), strict: false, answer: ['a', 1] },
  'a recursive list': { schema: Names, strict: false, answer: ['a', ['b', []]] },
  'any JSON': { schema: z.json(), strict: false, answer: [{ value: 1 }] },
}
const rows = Object.entries(kinds).map(([name, kind]) => ({ name, parsed: kind.answer, ...kind }))

describe('a schema whose root is no object', () => {
  it.each(rows)('$name is sent as the property of an object', async ({ schema, strict }) => {
    const { json_schema } = await toResponseFormat(schema)
    expect(json_schema.strict).toBe(strict)
    expect(json_schema.schema).toMatchObject({ type: 'object', required: ['value'], additionalProperties: false })
    expect(Object.keys(json_schema.schema ?? {})).not.toContain('anyOf')
  })

  it.each(rows)('$name is taken wrapped and bare', async ({ schema, answer, parsed }) => {
    expect(await checkAnswer(JSON.stringify({ value: answer }), schema)).toEqual(parsed)
    expect(await checkAnswer(JSON.stringify(answer), schema)).toEqual(parsed)
  })

  const narrow = rows.filter(({ name }) => name !== 'any JSON')
  it.each(narrow)('$name: what fits neither way is a misfit', async ({ schema }) => {
    for (const text of ['{"value":{"a":1}}', '{"other":true}', '{"a":{"value":"b"}}', '{}'])
      await expect(checkAnswer(text, schema)).rejects.toBeInstanceOf(SchemaValidationError)
  })

  it('keeps its references pointing to what they meant', async () => {
    const recursive = await toResponseFormat(Names)
    expect(recursive.json_schema.schema).toMatchObject({
      properties: { value: { items: { anyOf: [{ type: 'string' }, { $ref: '#/properties/value' }] } } },
    })
    const named = z.object({
      get parts() {
        return z.array(named)
      },
    })
    const { json_schema } = await toResponseFormat(z.array(named.meta({ id: 'Part' })))
    expect(json_schema.schema).toMatchObject({
      properties: { value: { items: { $ref: '#/$defs/Part' } } },
      $defs: { Part: { type: 'object' } },
    })
    expect(json_schema.schema).not.toHaveProperty('properties.value.$defs')
  })

  it('leaves data that looks like a reference alone', async () => {
    const input = () => ({ anyOf: [{ type: 'null' }, { const: { $ref: '#' } }], $id: 'https://example.com/a' })
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'acme',
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input },
      },
    }
    const { json_schema } = await toResponseFormat(schema)
    expect(json_schema.schema).toMatchObject({
      properties: { value: { anyOf: [{ type: 'null' }, { const: { $ref: '#' } }] } },
    })
    expect(json_schema.schema).not.toHaveProperty('properties.value.$id')
  })

  it('may have a property `value` itself', async () => {
    const schema = z.union([z.object({ value: z.number() }), z.object({ error: z.string() })])
    expect(await checkAnswer('{"value":{"value":1}}', schema)).toEqual({ value: 1 })
    expect(await checkAnswer('{"value":1}', schema)).toEqual({ value: 1 })
  })

  it('names the places of a misfit as the schema does', async () => {
    const error: unknown = await checkAnswer('{"value":["a",1]}', z.array(z.string())).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ issues: [{ path: '[1]' }], text: '{"value":["a",1]}' })
  })
})

describe('what is not wrapped', () => {
  it.each([z.object({ value: z.number() }), z.record(z.string(), z.number())])(
    'an object is sent as it is',
    async (schema) => {
      expect((await toResponseFormat(schema)).json_schema.schema).not.toHaveProperty('properties.value.properties')
      expect(await checkAnswer('{"value":1}', schema)).toEqual({ value: 1 })
    },
  )

  it('the answer to JSON Schema of the caller', async () => {
    const schema = { type: 'array', items: { type: 'number' } }
    const format = { type: 'json_schema' as const, json_schema: { name: 'list', schema } }
    expect(await checkAnswer('[1]', format)).toEqual([1])
    await expect(checkAnswer('{"value":[1]}', format)).rejects.toBeInstanceOf(SchemaValidationError)
  })
})

describe.each([
  { model: 'openai/gpt-4o', how: 'response_format' },
  { model: 'anthropic/claude-sonnet-4-5', how: 'output_config' },
  { model: 'anthropic/claude-3-haiku-20240307', how: 'a hidden tool' },
] as const)('$model, by $how', ({ model, how }) => {
  let simulator: Simulator
  let relay: ReturnType<typeof createRelay>
  beforeAll(async () => {
    simulator = await startSimulator()
    const settings = (provider: string) => ({ apiKey: 'key', baseURL: simulator.url(provider) })
    relay = createRelay({ providers: { openai: settings('openai'), anthropic: settings('anthropic') } })
  })
  beforeEach(() => simulator.clearRequests())
  afterAll(async () => {
    await relay.close()
    await simulator.close()
  })

  const body = { model, messages: [{ role: 'user' as const, content: 'Give it.' }] }

  function willWrite(value: unknown): void {
    if (how === 'a hidden tool')
      simulator.setScript({
        toolCalls: [{ name: 'json', arguments: JSON.stringify(value) }],
        finishReason: 'tool_calls',
      })
    else simulator.setScript({ text: JSON.stringify(value) })
  }

  /** The schema that the vendor got; each of them wants an object at its root. */
  function sentSchema(): unknown {
    const sent: Record<string, unknown> = simulator.requests[0]?.body ?? {}
    if (how === 'response_format') return pick(sent, 'response_format', 'json_schema', 'schema')
    if (how === 'output_config') return pick(sent, 'output_config', 'format', 'schema') ?? hiddenTool(sent)
    return hiddenTool(sent)
  }

  it.each(rows)('gives $name, whole', async ({ schema, answer, parsed }) => {
    willWrite({ value: answer })
    const { choices } = await relay.completion({ ...body, response_format: schema })
    expect(choices[0]?.message.parsed).toEqual(parsed)
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ value: answer })
    expect(sentSchema()).toMatchObject({ type: 'object', required: ['value'] })
    expect(Object.keys(sentSchema() ?? {})).not.toContain('anyOf')
  })

  it.each(rows)('gives $name, streamed', async ({ schema, answer, parsed }) => {
    willWrite({ value: answer })
    const stream = await relay.completion({ ...body, response_format: schema, stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(JSON.parse(text)).toEqual({ value: answer })
    expect((await stream.final()).choices[0]?.message.parsed).toEqual(parsed)
    expect(sentSchema()).toMatchObject({ type: 'object', required: ['value'] })
  })

  it('leaves JSON Schema of the caller as it is written', async () => {
    willWrite({ value: { a: 1 } })
    const schema = { type: 'object', properties: { value: { type: 'object', properties: { a: { type: 'number' } } } } }
    const { choices } = await relay.completion({
      ...body,
      response_format: { type: 'json_schema', json_schema: { name: 'own', schema } },
    })
    expect(choices[0]?.message.parsed).toEqual({ value: { a: 1 } })
    expect(sentSchema()).toMatchObject(schema)
  })
})

function hiddenTool(sent: Record<string, unknown>): unknown {
  const { tools } = sent
  return Array.isArray(tools) ? pick(tools[0], 'input_schema') : undefined
}

function pick(from: unknown, ...path: string[]): unknown {
  let at: unknown = from
  for (const key of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
  return at
}
