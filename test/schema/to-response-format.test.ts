import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as mini from 'zod/mini'
import { BadRequestError } from '../../src/contract/errors.js'
import { toResponseFormat } from '../../src/schema/to-response-format.js'

const standard = (vendor: string, more: object = {}) => ({
  '~standard': { version: 1 as const, vendor, validate: (value: unknown) => ({ value }), ...more },
})

describe('toResponseFormat', () => {
  it('makes a strict format of a zod object', async () => {
    expect(await toResponseFormat(z.object({ city: z.string(), days: z.number().optional() }))).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'response',
        strict: true,
        schema: {
          type: 'object',
          properties: { city: { type: 'string' }, days: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
          required: ['city', 'days'],
          additionalProperties: false,
        },
      },
    })
  })

  it('asks for what goes into defaults and transforms', async () => {
    const schema = z.object({ days: z.number().default(3), city: z.string().transform((city) => city.length) })
    expect(await toResponseFormat(schema)).toMatchObject({
      json_schema: {
        strict: true,
        schema: {
          properties: {
            days: { anyOf: [{ type: 'number', description: '(default: 3)' }, { type: 'null' }] },
            city: { type: 'string' },
          },
        },
      },
    })
  })

  it('is strict for unions, enums and nullable fields', async () => {
    const cat = z.object({ kind: z.literal('cat'), lives: z.int() })
    const dog = z.object({ kind: z.literal('dog'), breed: z.enum(['pug', 'collie']).nullable() })
    const { json_schema } = await toResponseFormat(z.object({ pet: z.discriminatedUnion('kind', [cat, dog]) }))
    expect(json_schema.strict).toBe(true)
    expect(json_schema.schema).toMatchObject({
      properties: { pet: { anyOf: [{ type: 'object' }, { type: 'object' }] } },
    })
  })

  it('is not strict for records and recursive schemas, which go as they are', async () => {
    const record = await toResponseFormat(z.object({ counts: z.record(z.string(), z.number()) }))
    expect(record.json_schema).toMatchObject({
      strict: false,
      schema: { properties: { counts: { additionalProperties: { type: 'number' } } } },
    })
    const Category = z.object({
      name: z.string(),
      get children() {
        return z.array(Category)
      },
    })
    const recursive = await toResponseFormat(Category)
    expect(recursive.json_schema).toMatchObject({
      strict: false,
      schema: { properties: { children: { items: { $ref: '#' } } } },
    })
    expect(recursive.json_schema.schema).not.toHaveProperty('$schema')
  })

  it('puts an object at the root even when the schema refers to itself by its id', async () => {
    const Tree = z.object({
      get branches() {
        return z.array(Tree)
      },
    })
    const { json_schema } = await toResponseFormat(Tree.meta({ id: 'Tree' }))
    expect(json_schema).toMatchObject({ name: 'Tree', strict: false, schema: { type: 'object' } })
  })

  it.each([
    [z.object({}).meta({ id: 'Weather report' }), 'Weather_report'],
    [z.object({}).meta({ title: 'Wetter für München' }), 'Wetter_f_r_M_nchen'],
    [z.object({}).meta({ title: '天気' }), 'response'],
    [z.object({}).meta({ title: 'a'.repeat(70) }), 'a'.repeat(64)],
  ])('takes the name from the id or title', async (schema, name) => {
    expect((await toResponseFormat(schema)).json_schema.name).toBe(name)
  })

  it('makes the format of a schema object once', async () => {
    const schema = z.object({})
    expect(await toResponseFormat(schema)).toBe(await toResponseFormat(schema))
  })

  it('takes zod schemas that cannot make JSON Schema by themselves', async () => {
    const schema = mini.object({ city: mini.string() })
    expect('jsonSchema' in schema['~standard']).toBe(false)
    expect((await toResponseFormat(schema)).json_schema).toMatchObject({ strict: true, schema: { required: ['city'] } })
  })

  it('takes every vendor that implements Standard JSON Schema', async () => {
    const input = () => ({ type: 'object', properties: {}, title: 'Acme' })
    const { json_schema } = await toResponseFormat(standard('acme', { jsonSchema: { input } }))
    expect(json_schema).toMatchObject({ name: 'Acme', strict: true })
  })

  it.each([
    [z.object({ at: z.date() }), /Date cannot be represented in JSON Schema\. Say that part in JSON's own types/],
    [standard('zod'), /zod 3 cannot become JSON Schema\. Use zod 4 \(npm install zod@4\), or pass JSON Schema/],
    [standard('acme'), /schemas of acme cannot become JSON Schema by themselves/],
  ])('says what to do when there is no JSON Schema', async (schema, message) => {
    const error: unknown = await toResponseFormat(schema).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BadRequestError)
    expect(error).toMatchObject({ param: 'response_format', message: expect.stringMatching(message) })
  })
})
