import { type Schema, Validator } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { minimalValue } from '../../src/simulator/minimal-value.js'

const tree: Schema = {
  $defs: {
    node: {
      type: 'object',
      properties: { next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
      required: ['next'],
    },
  },
  $ref: '#/$defs/node',
}

describe('the minimal value of a schema', () => {
  it.each<[Schema, unknown]>([
    [{ type: 'string', minLength: 7 }, 'textxxx'],
    [{ type: 'string', format: 'date' }, '2025-01-01'],
    [{ type: 'integer', exclusiveMinimum: 4 }, 5],
    [{ type: 'integer', minimum: 4, multipleOf: 3 }, 6],
    [{ type: 'number', maximum: -2 }, -2],
    [{ type: 'number', exclusiveMinimum: 0 }, 0.5],
    [{ type: ['null', 'string'] }, null],
    [{ enum: ['b', 'a'] }, 'b'],
    [{ const: 7 }, 7],
    [{ type: 'array', items: { type: 'boolean' }, minItems: 2 }, [false, false]],
    [{ oneOf: [{ type: 'boolean' }, { type: 'string' }] }, false],
    [
      {
        allOf: [{ type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }, { properties: { b: {} } }],
      },
      { a: 0 },
    ],
    [tree, { next: null }],
    [{}, 'text'],
  ])('of %j is %j', (schema, value) => {
    expect(minimalValue(schema)).toEqual(value)
    expect(new Validator(schema).validate(value).valid).toBe(true)
  })

  it('fits a schema made by zod', () => {
    const schema = z.object({
      id: z.uuid(),
      email: z.email(),
      at: z.iso.datetime(),
      rating: z.int().min(1).max(5),
      tags: z.array(z.string().min(6)).min(1),
      kind: z.discriminatedUnion('type', [z.object({ type: z.literal('a') }), z.object({ type: z.literal('b') })]),
      note: z.string().nullable(),
    })
    expect(schema.safeParse(minimalValue(z.toJSONSchema(schema))).error).toBeUndefined()
  })
})
