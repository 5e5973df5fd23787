import type { $ZodType } from 'zod/v4/core'
import type { ResponseFormat } from '../contract/chat.js'
import { BadRequestError, MissingDependencyError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'
import type { StandardSchema } from '../contract/standard-schema.js'
import { resolvePointer } from './json-pointer.js'
import { type JsonSchema, toStrictSchema } from './to-strict-schema.js'
import { hasObjectRoot, wrapRoot } from './wrap-root.js'

export type JsonSchemaFormat = Extract<ResponseFormat, { type: 'json_schema' }>

/** A schema object's two forms: as it was written, for validation, and as it is sent. */
export interface SchemaForms {
  jsonSchema: JsonSchema
  /** Whether it is sent as the one property of an object, because its own root is none. */
  wrapped: boolean
  format: JsonSchemaFormat
}

const forms = new WeakMap<StandardSchema, Promise<SchemaForms>>()

/**
 * OpenAI's `response_format` for a schema object, strict where its schema allows it. Made once per object.
 * A schema whose root is no object, such as a list or a union, is sent as the property `value` of one.
 * @throws BadRequestError when it cannot become JSON Schema.
 */
export async function toResponseFormat(schema: StandardSchema): Promise<JsonSchemaFormat> {
  return (await formsOf(schema)).format
}

export function formsOf(schema: StandardSchema): Promise<SchemaForms> {
  const known = forms.get(schema)
  if (known) return known
  const made = toForms(schema)
  forms.set(schema, made)
  made.catch(() => forms.delete(schema))
  return made
}

async function toForms(schema: StandardSchema): Promise<SchemaForms> {
  // `$schema` is left out: Moonshot answers nonsense when it is there (quirks.md 138).
  const { $schema: _, ...made } = await toJsonSchema(schema)
  const jsonSchema = withPlainRoot(made)
  const wrapped = !hasObjectRoot(jsonSchema)
  const sent = wrapped ? wrapRoot(jsonSchema) : jsonSchema
  const strict = toStrictSchema(sent)
  const format = { name: nameOf(made), strict: strict !== undefined, schema: strict ?? sent }
  return { jsonSchema, wrapped, format: { type: 'json_schema', json_schema: format } }
}

/** OpenAI wants `type: 'object'` at the root; zod puts a reference there when a recursive schema has an id. */
function withPlainRoot(schema: JsonSchema): JsonSchema {
  const { $ref, ...rest } = schema
  const target = typeof $ref === 'string' ? resolvePointer(schema, $ref) : undefined
  return isRecord(target) && target !== schema ? { ...target, ...rest } : schema
}

/** The input side: the model writes what goes into transforms and defaults, and validation then makes the output. */
async function toJsonSchema(schema: StandardSchema): Promise<JsonSchema> {
  const standard: object = schema['~standard']
  try {
    if ('jsonSchema' in standard && isRecord(standard.jsonSchema)) {
      const { jsonSchema } = standard
      const toInput = jsonSchema['input']
      const made: unknown = typeof toInput === 'function' ? toInput.call(jsonSchema, { target: 'draft-2020-12' }) : null
      if (isRecord(made)) return made
    }
    if (isZod4(schema)) {
      // zod before 4.2, and zod/mini. This entry exists in 3.25 too, whose `zod/v4` schemas come here.
      const { toJSONSchema } = await import('zod/v4/core').catch((cause: unknown) => {
        throw new MissingDependencyError('zod', { cause })
      })
      return { ...toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }) }
    }
  } catch (cause) {
    if (cause instanceof MissingDependencyError) throw cause
    const why = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause)
    throw badSchema(`the schema cannot become JSON Schema: ${why}. Say that part in JSON's own types`, cause)
  }
  const { vendor } = schema['~standard']
  throw vendor === 'zod'
    ? badSchema('schemas of zod 3 cannot become JSON Schema. Use zod 4 (npm install zod@4)')
    : badSchema(
        `schemas of ${vendor} cannot become JSON Schema by themselves. Use a version that has "~standard".jsonSchema`,
      )
}

function badSchema(problem: string, cause?: unknown): BadRequestError {
  return new BadRequestError(
    `response_format: ${problem}, or pass JSON Schema as { type: 'json_schema', json_schema: { name, schema } }.`,
    { param: 'response_format', cause },
  )
}

/** zod's own mark; its public guards would have to be imported. */
function isZod4(schema: object): schema is $ZodType {
  return '_zod' in schema && isRecord(schema._zod)
}

/** From the schema's id or title, in the letters that OpenAI takes. */
function nameOf({ id, $id, title, $ref }: JsonSchema): string {
  const ref = typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined
  for (const name of [id, $id, ref, title]) {
    if (typeof name !== 'string') continue
    const fit = name.replaceAll(/[^a-zA-Z0-9_-]+/g, '_').slice(0, 64)
    if (/[a-zA-Z0-9]/.test(fit) && !fit.startsWith('__schema')) return fit
  }
  return 'response'
}
