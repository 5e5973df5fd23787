import fc from 'fast-check'

export interface SchemaWithValue {
  schema: Record<string, unknown>
  /** Fits the schema. */
  value: unknown
  /** The same value as strict mode writes it: null where an optional property is absent. */
  strictValue: unknown
}

const plain = (schema: Record<string, unknown>, value: unknown): SchemaWithValue => ({
  schema,
  value,
  strictValue: value,
})

const leaf: fc.Arbitrary<SchemaWithValue> = fc.oneof(
  fc.string().map((value) => plain({ type: 'string' }, value)),
  fc.integer().map((value) => plain({ type: 'integer' }, value)),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => plain({ type: 'number' }, value === 0 ? 0 : value)),
  fc.boolean().map((value) => plain({ type: 'boolean' }, value)),
  fc.constantFrom('a', 'b').map((value) => plain({ enum: ['a', 'b'] }, value)),
  fc.constantFrom('a', null).map((value) => plain({ type: ['string', 'null'] }, value)),
  fc.string({ minLength: 2, maxLength: 4 }).map((value) => plain({ type: 'string', minLength: 2 }, value)),
)

const { node, object } = fc.letrec<{ node: SchemaWithValue; object: SchemaWithValue }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, tie('object'), listOf(leaf), unionOf(tie('object'))),
  object: fc
    .dictionary(
      fc.string({ minLength: 1, maxLength: 4 }).filter(isKey),
      fc.tuple(tie('node'), fc.constantFrom('required', 'present', 'absent')),
      {
        maxKeys: 4,
      },
    )
    .map(toObject),
}))

function isKey(key: string): boolean {
  return !['__proto__', 'constructor', 'prototype'].includes(key)
}

function toObject(fields: Record<string, [SchemaWithValue, string]>): SchemaWithValue {
  const entries = Object.entries(fields).map(([key, [field, use]]) => {
    // Absence and a null that the schema takes look alike in strict mode.
    const takesNull = Array.isArray(field.schema['type'])
    return { key, field, use: takesNull && use === 'absent' ? 'present' : use }
  })
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(entries.map(({ key, field }) => [key, field.schema])),
      required: entries.filter(({ use }) => use === 'required').map(({ key }) => key),
    },
    value: Object.fromEntries(
      entries.filter(({ use }) => use !== 'absent').map(({ key, field }) => [key, field.value]),
    ),
    strictValue: Object.fromEntries(
      entries.map(({ key, field, use }) => [key, use === 'absent' ? null : field.strictValue]),
    ),
  }
}

function listOf(item: fc.Arbitrary<SchemaWithValue>): fc.Arbitrary<SchemaWithValue> {
  return fc.tuple(item, fc.nat(3)).map(([{ schema, value, strictValue }, length]) => ({
    schema: { type: 'array', items: schema },
    value: Array.from({ length }, () => value),
    strictValue: Array.from({ length }, () => strictValue),
  }))
}

function unionOf(member: fc.Arbitrary<SchemaWithValue>): fc.Arbitrary<SchemaWithValue> {
  return member.map((one) => ({ ...one, schema: { anyOf: [{ type: 'string' }, one.schema] } }))
}

/** An object schema without references, and a value that fits it. */
export const schemaWithValue = object
export const anySchemaWithValue = node

/** What in a schema OpenAI's strict mode would refuse. */
export function strictViolations(schema: unknown, path = '#'): string[] {
  if (typeof schema !== 'object' || schema === null) return [`${path}: not a schema`]
  const { type, anyOf, properties, required, additionalProperties, items, ...rest } = schema as Record<string, unknown>
  const allowed =
    /^(title|description|enum|const|pattern|format|multipleOf|(exclusive)?(M|m)(in|ax)imum|m(in|ax)Items)$/
  const found = Object.keys(rest)
    .filter((key) => !allowed.test(key))
    .map((key) => `${path}: ${key}`)
  if (Array.isArray(anyOf))
    return [...found, ...anyOf.flatMap((one, at) => strictViolations(one, `${path}/anyOf/${at}`))]
  if (type === undefined) found.push(`${path}: no type`)
  if (type === 'array') found.push(...strictViolations(items, `${path}/items`))
  if (type !== 'object') return found
  const entries = Object.entries(properties as Record<string, unknown>)
  if (additionalProperties !== false) found.push(`${path}: open`)
  if (JSON.stringify(required) !== JSON.stringify(entries.map(([key]) => key))) found.push(`${path}: required`)
  return [...found, ...entries.flatMap(([key, one]) => strictViolations(one, `${path}/${key}`))]
}
