import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ResponseFormat } from '../../src/contract/chat.js'
import { SchemaValidationError } from '../../src/contract/errors.js'
import type { StandardSchema } from '../../src/contract/standard-schema.js'
import { checkAnswer } from '../../src/schema/check-answer.js'
import { toStrictSchema } from '../../src/schema/to-strict-schema.js'
import { validateJson } from '../../src/schema/validate-json.js'
import { anySchemaWithValue, schemaWithValue } from './schema-arbitraries.js'

const format = (schema: Record<string, unknown>): ResponseFormat => ({
  type: 'json_schema',
  json_schema: { name: 'answer', schema },
})

async function failure(text: string, schema: ResponseFormat | StandardSchema): Promise<SchemaValidationError> {
  const error: unknown = await checkAnswer(text, schema).catch((thrown: unknown) => thrown)
  if (error instanceof SchemaValidationError) return error
  throw new Error('The answer was accepted.')
}

describe('the text', () => {
  const any = z.unknown()

  it.each([
    ['{"a":1}', { a: 1 }],
    [' \n{"a":1}\n', { a: 1 }],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['```\n[1]```\n', [1]],
    ['"```"', '```'],
  ])('%j is read', async (text, value) => {
    expect(await checkAnswer(text, any)).toEqual(value)
  })

  it.each(['Here it is: {"a":1}', '{"a":1} Done.', '{"a":1', '', '```json\n{}\n``` and ```'])(
    '%j is not',
    async (text) => {
      expect(await failure(text, any)).toMatchObject({ text, issues: [{ path: '' }] })
    },
  )

  it.each([z.json(), format({ $defs: { list: { items: { $ref: '#/$defs/list' } } }, $ref: '#/$defs/list' })])(
    'is refused when it is nested too deeply to be checked',
    async (schema) => {
      const text = `${'['.repeat(100_000)}null${']'.repeat(100_000)}`
      expect((await failure(text, schema)).message).toContain('nested too deeply')
    },
  )

  it('leaves out keys that reach into prototypes, written as they may be', async () => {
    const text =
      '{"__proto__":{"x":1},"\\u005f_proto__":1,"a":{"constructor":{"prototype":{"x":1}},"prototype":[1]},"b":[{"__proto__":1}]}'
    expect(JSON.stringify(await checkAnswer(text, format({})))).toBe('{"a":{},"b":[{}]}')
  })

  it('keeps a text that is named so', async () => {
    expect(await checkAnswer('{"constructor":"McLaren"}', any)).toEqual({ constructor: 'McLaren' })
  })
})

describe('a zod schema', () => {
  it('gives the validated value, with transforms and defaults', async () => {
    const schema = z.object({
      a: z.string().transform((a) => a.length),
      b: z.number().default(3),
      c: z.string().optional(),
    })
    expect(await checkAnswer('{"a":"four","b":null,"c":null}', schema)).toEqual({ a: 4, b: 3 })
    expect(await checkAnswer('{"a":"four","b":5,"c":"x"}', schema)).toEqual({ a: 4, b: 5, c: 'x' })
  })

  it('keeps a null that it takes', async () => {
    const schema = z.object({
      a: z.string().nullable(),
      b: z.string().nullish(),
      c: z.string().nullable().default('x'),
    })
    expect(await checkAnswer('{"a":null,"b":null,"c":null}', schema)).toEqual({ a: null, b: null, c: null })
  })

  it('takes nulls for absence in lists, unions and recursive schemas', async () => {
    const Node = z.object({
      name: z.string().optional(),
      get children() {
        return z.array(Node).optional()
      },
    })
    expect(await checkAnswer('{"name":null,"children":[{"name":"a","children":null}]}', Node)).toEqual({
      children: [{ name: 'a' }],
    })
    const cat = z.object({ kind: z.literal('cat'), note: z.string().optional() })
    const dog = z.object({ kind: z.literal('dog'), note: z.string().nullable() })
    const pets = z.array(z.discriminatedUnion('kind', [cat, dog]))
    expect(await checkAnswer('[{"kind":"cat","note":null},{"kind":"dog","note":null}]', pets)).toEqual([
      { kind: 'cat' },
      { kind: 'dog', note: null },
    ])
  })

  it('waits for asynchronous checks', async () => {
    const schema = z.string().refine(async (text) => text !== 'bad')
    expect(await checkAnswer('"good"', schema)).toBe('good')
    await failure('"bad"', schema)
  })

  it('says where an answer misfits', async () => {
    const schema = z.object({ items: z.array(z.object({ price: z.number() })), 'odd key': z.string() })
    const error = await failure('{"items":[{"price":"1"}],"odd key":1}', schema)
    expect(error.issues.map(({ path }) => path)).toEqual(['items[0].price', '["odd key"]'])
    expect(error.message).toMatch(/^The answer does not fit its schema\. items\[0\]\.price: .*number/)
    expect(error.text).toBe('{"items":[{"price":"1"}],"odd key":1}')
  })

  it("wraps what the schema's own code throws", async () => {
    const cause = new Error('no such city')
    const schema = z.string().transform(() => {
      throw cause
    })
    expect(await failure('"a"', schema)).toMatchObject({
      cause,
      issues: [{ message: expect.stringContaining('no such city') }],
    })
  })
})

describe('JSON Schema', () => {
  it('validates and says where an answer misfits', async () => {
    const schema = {
      type: 'object',
      properties: { items: { type: 'array', items: { $ref: '#/$defs/item' } } },
      additionalProperties: false,
      $defs: { item: { type: 'object', properties: { price: { type: 'number' } }, required: ['price'] } },
    }
    expect(await checkAnswer('{"items":[{"price":1}]}', format(schema))).toEqual({ items: [{ price: 1 }] })
    const error = await failure('{"items":[{"price":1},{"price":"1"},{}],"more":1}', format(schema))
    expect(error.issues.map(({ path }) => path)).toEqual(['items[1].price', 'items[2]', ''])
    expect(error.message).toContain('"more"')
  })

  it('is never written to', async () => {
    const schema = { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } }
    const before = structuredClone(schema)
    await checkAnswer('{"a":"x"}', format(schema))
    expect(Reflect.ownKeys(schema)).toEqual(Reflect.ownKeys(before))
    expect(Reflect.ownKeys(schema.properties.a)).toEqual(['$ref'])
  })

  it.each<[string, Record<string, unknown>]>([
    ['an unresolved reference', { $ref: '#/$defs/none' }],
    ['a pattern that is no pattern', { type: 'string', pattern: '(' }],
    ['keywords of the wrong kind', { properties: 1, required: 'a', anyOf: 3 }],
  ])('with %s accepts everything', async (_, schema) => {
    expect(await checkAnswer('"a"', format(schema))).toBe('a')
  })

  it('is not needed for JSON mode', async () => {
    expect(await checkAnswer('{"a":null}', { type: 'json_object' })).toEqual({ a: null })
  })
})

describe('any schema', () => {
  it('accepts a value that fits it', async () => {
    await fc.assert(
      fc.asyncProperty(anySchemaWithValue, async ({ schema, value }) => {
        expect(await checkAnswer(JSON.stringify(value), format(schema))).toEqual(value)
      }),
    )
  })

  it('accepts what its strict form asks for, and gives it back without the added nulls', async () => {
    await fc.assert(
      fc.asyncProperty(schemaWithValue, async ({ schema, value, strictValue }) => {
        expect(await checkAnswer(JSON.stringify(strictValue), format(schema))).toEqual(value)
        expect(await validateJson(strictValue, toStrictSchema(schema) ?? { not: {} })).toEqual([])
      }),
    )
  })
})
