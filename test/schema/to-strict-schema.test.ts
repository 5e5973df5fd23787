import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toStrictSchema } from '../../src/schema/to-strict-schema.js'
import { schemaWithValue, strictViolations } from './schema-arbitraries.js'

const object = (properties: object, required: string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})

describe('toStrictSchema', () => {
  it('closes every object and requires every key', () => {
    const schema = object({ a: object({ b: { type: 'string' } }), c: { type: 'array', items: object({}) } })
    expect(toStrictSchema(schema)).toEqual({
      type: 'object',
      properties: {
        a: { ...object({ b: { type: 'string' } }), additionalProperties: false },
        c: { type: 'array', items: { ...object({}), additionalProperties: false } },
      },
      required: ['a', 'c'],
      additionalProperties: false,
    })
  })

  it('lets an optional property be null', () => {
    const schema = object({ a: { type: 'string' }, b: { type: ['string', 'null'] }, c: { enum: ['x', null] } }, [])
    expect(toStrictSchema(schema)).toMatchObject({
      properties: {
        a: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        b: { type: ['string', 'null'] },
        c: { type: ['string', 'null'], enum: ['x', null] },
      },
      required: ['a', 'b', 'c'],
    })
  })

  it('writes references out, and gives up on recursion', () => {
    const item = object({ a: { type: 'string' } })
    expect(toStrictSchema({ $ref: '#/$defs/Item', $defs: { Item: item } })).toEqual({
      ...item,
      additionalProperties: false,
    })
    expect(toStrictSchema(object({ next: { $ref: '#' } }))).toBeUndefined()
    const loop: Record<string, unknown> = { type: 'array' }
    loop['items'] = loop
    expect(toStrictSchema(object({ loop }))).toBeUndefined()
  })

  it('gives up on references that multiply', () => {
    const pair = (name: string) => object({ a: { $ref: name }, b: { $ref: name } })
    const $defs: Record<string, unknown> = { d0: { type: 'string' } }
    for (let at = 1; at < 60; at++)
      $defs[`d${at}`] = { anyOf: [{ $ref: `#/$defs/d${at - 1}` }, { $ref: `#/$defs/d${at - 1}` }] }
    expect(toStrictSchema({ ...pair('#/$defs/d59'), $defs })).toBeUndefined()
  })

  it('makes anyOf of oneOf', () => {
    const schema = object({ a: { oneOf: [{ type: 'string' }, { const: 1 }] } })
    expect(toStrictSchema(schema)).toMatchObject({
      properties: { a: { anyOf: [{ type: 'string' }, { type: 'number', const: 1 }] } },
    })
  })

  it('puts limits that strict mode lacks into words', () => {
    const schema = object({ a: { type: 'string', minLength: 2, format: 'uri', description: 'A link.' } })
    expect(toStrictSchema(schema)).toMatchObject({
      properties: { a: { type: 'string', description: 'A link. (minLength: 2, format: "uri")' } },
    })
    expect(toStrictSchema(object({ a: { type: 'string', format: 'date', pattern: '^a' } }))).toMatchObject({
      properties: { a: { format: 'date', pattern: '^a' } },
    })
  })

  it.each<[string, unknown]>([
    ['an unresolved $ref', { $ref: '#/$defs/none' }],
    ['a foreign $ref', { $ref: 'https://example.com/a.json' }],
    ['allOf', { allOf: [{ type: 'string' }] }],
    ['not', { type: 'string', not: { const: 'a' } }],
    ['a record', { type: 'object', additionalProperties: { type: 'string' } }],
    ['an open object', { ...object({}), additionalProperties: true }],
    ['an object of anything', { type: 'object' }],
    ['patternProperties', { ...object({}), patternProperties: { a: {} } }],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }], items: false }],
    ['an old tuple', { type: 'array', items: [{ type: 'string' }] }],
    ['an array of anything', { type: 'array' }],
    ['anything', {}],
    ['true', true],
    ['object or null as types', { ...object({}), type: ['object', 'null'] }],
    ['a union beside a type', { type: 'string', anyOf: [{ type: 'string' }] }],
    ['an object in an enum', { enum: [{}] }],
    ['a required key that is not described', object({}, ['a'])],
  ])('gives up on %s', (_, property) => {
    expect(toStrictSchema(object({ property }))).toBeUndefined()
  })

  it('gives up on a root that is no object', () => {
    for (const schema of [{ type: 'string' }, { type: 'array', items: { type: 'string' } }, { anyOf: [object({})] }])
      expect(toStrictSchema(schema)).toBeUndefined()
  })

  it("gives up above OpenAI's limits", () => {
    let deep: object = object({})
    for (let level = 0; level < 10; level++) deep = object({ deep })
    expect(toStrictSchema({ ...deep })).toBeUndefined()
    const many = Object.fromEntries(Array.from({ length: 5001 }, (_, at) => [`p${at}`, { type: 'string' }]))
    expect(toStrictSchema(object(many))).toBeUndefined()
    const values = Array.from({ length: 1001 }, (_, at) => at)
    expect(toStrictSchema(object({ a: { type: 'number', enum: values } }))).toBeUndefined()
  })

  it('takes property names that objects have by themselves', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
    )
    expect(toStrictSchema(schema)?.['required']).toEqual(['__proto__', 'constructor'])
  })

  it('gives undefined or a strict schema for any JSON, and changes nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (schema) => {
        const before = JSON.stringify(schema)
        const strict = toStrictSchema(schema)
        expect(strict && strictViolations(strict)).toEqual(strict && [])
        expect(JSON.stringify(schema)).toBe(before)
      }),
    )
  })

  it('says every plain object schema in strict form, and changes nothing', () => {
    fc.assert(
      fc.property(schemaWithValue, ({ schema }) => {
        const before = structuredClone(schema)
        const strict = toStrictSchema(schema)
        expect(strict).toBeDefined()
        expect(strictViolations(strict)).toEqual([])
        expect(schema).toEqual(before)
      }),
    )
  })
})
