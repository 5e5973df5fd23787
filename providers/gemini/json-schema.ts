// The subset of OpenAPI's schemas that Gemini's `parameters` and `responseSchema` take (quirks.md 111).
// https://ai.google.dev/api/caching#Schema
import { isRecord } from '../../src/provider.js'

type Json = Record<string, unknown>

/** A schema in the subset. */
export interface OpenApiSchema {
  type?: string
  title?: string
  description?: string
  format?: string
  nullable?: boolean
  enum?: string[]
  items?: OpenApiSchema
  minItems?: number
  maxItems?: number
  properties?: Record<string, OpenApiSchema>
  required?: string[]
  minProperties?: number
  maxProperties?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  maximum?: number
  anyOf?: OpenApiSchema[]
}

type Texts = Pick<OpenApiSchema, (typeof TEXTS)[number]>
type Marks = Texts & Pick<OpenApiSchema, 'nullable'>

interface Scope {
  root: unknown
  /** References that are being followed: the subset cannot say a recursion. */
  following: readonly string[]
  depth: number
  /** Schemas that may still be written: references can make a small schema grow without bounds. */
  readonly budget: { left: number }
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object']
const FORMATS = ['enum', 'date-time', 'float', 'double', 'int32', 'int64']
const TEXTS = ['title', 'description', 'pattern'] as const
const NUMBERS = [
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
] as const
/** Deeper schemas are refused by the vendor, and could be made to exhaust us. */
const MAX_DEPTH = 32
const MAX_SCHEMAS = 10_000

/** Any JSON Schema in the subset: what it cannot say becomes less strict. Never throws, never changes its argument. */
export function toOpenApiSchema(schema: unknown): OpenApiSchema {
  return convert(schema, { root: schema, following: [], depth: 0, budget: { left: MAX_SCHEMAS } })
}

function convert(schema: unknown, scope: Scope): OpenApiSchema {
  if (typeof schema === 'boolean') return { type: 'boolean' }
  if (!isRecord(schema)) return { type: 'string' }
  if (scope.depth > MAX_DEPTH || scope.budget.left-- <= 0) return { type: 'object', ...textsOf(schema) }
  const inner = { ...scope, depth: scope.depth + 1 }
  if (typeof schema['$ref'] === 'string') return follow(schema, schema['$ref'], inner)
  if (Array.isArray(schema['allOf']) && schema['allOf'].length > 0) return convert(merged(schema, inner), inner)
  const choices = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])]
  if (choices.length > 0) return toChoice(schema, choices, inner)
  const values = 'const' in schema ? [schema['const']] : schema['enum']
  if (Array.isArray(values)) return toEnum(schema, values)
  const types = listOf(schema['type']).filter((type) => type !== 'null')
  if (types.length > 1) {
    const branches = types.map((type) => ({ ...schema, type }))
    return toChoice({ type: schema['type'] }, branches, inner)
  }
  return toPlain(schema, typeOf(schema, types[0]), inner)
}

/** A reference into the schema itself, with the words beside it. */
function follow(schema: Json, reference: string, scope: Scope): OpenApiSchema {
  const target = scope.following.includes(reference) ? undefined : resolve(reference, scope.root)
  if (target === undefined) return { type: 'object', ...textsOf(schema) }
  const following = [...scope.following, reference]
  return withMarks(convert(target, { ...scope, following }), textsOf(schema))
}

function resolve(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return undefined
  let target = root
  for (const step of reference.slice(1).split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (!isRecord(target) || !Object.hasOwn(target, key)) return undefined
    target = target[key]
  }
  return target
}

/** All of several: their properties together, the first word where they differ. */
function merged({ allOf, ...own }: Json, scope: Scope): Json {
  const parts = [own, ...listOf(allOf)].map((part) =>
    isRecord(part) && typeof part['$ref'] === 'string' ? resolve(part['$ref'], scope.root) : part,
  )
  const whole: Json = {}
  const properties: Json = {}
  const required = new Set<unknown>()
  for (const part of parts) {
    if (!isRecord(part)) continue
    for (const [key, value] of Object.entries(part)) if (!Object.hasOwn(whole, key)) whole[key] = value
    for (const [key, value] of Object.entries(recordOf(part['properties'])))
      if (!Object.hasOwn(properties, key)) properties[key] = value
    for (const name of listOf(part['required'])) required.add(name)
  }
  if (Object.keys(properties).length > 0) whole['properties'] = properties
  if (required.size > 0) whole['required'] = [...required]
  return whole
}

/** `anyOf` stands alone: the vendor takes nothing beside it. */
function toChoice(schema: Json, choices: readonly unknown[], scope: Scope): OpenApiSchema {
  const branches = choices.filter((choice) => !isNull(choice))
  const nullable = branches.length < choices.length || listOf(schema['type']).includes('null')
  const marks = nullable ? { nullable: true } : {}
  const converted = branches.map((branch) => convert(branch, scope))
  const [only] = converted
  if (only === undefined) return { type: 'string', nullable: true, ...textsOf(schema) }
  if (converted.length === 1) return withMarks(only, { ...textsOf(schema), ...marks })
  return withMarks({ anyOf: converted.flatMap((branch) => branch.anyOf ?? [branch]) }, marks)
}

/** A choice has its marks on each of its branches, which are no choices themselves. */
function withMarks(schema: OpenApiSchema, marks: Marks): OpenApiSchema {
  if (schema.anyOf === undefined) return { ...schema, ...marks }
  return { anyOf: schema.anyOf.map((branch) => ({ ...branch, ...marks })) }
}

const isNull = (schema: unknown): boolean =>
  isRecord(schema) &&
  (schema['type'] === 'null' || ('const' in schema && schema['const'] === null)) &&
  schema['properties'] === undefined

/** Values of an enumeration are texts, and none may be empty. */
function toEnum(schema: Json, values: readonly unknown[]): OpenApiSchema {
  const nullable = values.includes(null) || listOf(schema['type']).includes('null')
  const marks = nullable ? { nullable: true } : {}
  const texts = values
    .filter((value) => value !== null && value !== undefined && value !== '')
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
  if (texts.length === 0) return { type: 'string', ...textsOf(schema), ...marks }
  return { type: 'string', format: 'enum', enum: [...new Set(texts)], ...textsOf(schema), ...marks }
}

function typeOf(schema: Json, stated: unknown): string {
  if (typeof stated === 'string' && TYPES.includes(stated)) return stated
  if (isRecord(schema['properties'])) return 'object'
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined ? 'array' : 'string'
}

function toPlain(schema: Json, type: string, scope: Scope): OpenApiSchema {
  const result: OpenApiSchema = { type, ...textsOf(schema) }
  const { format } = schema
  if (typeof format === 'string' && FORMATS.includes(format) && format !== 'enum') result.format = format
  for (const key of NUMBERS) {
    const value = schema[key]
    if (typeof value === 'number' && Number.isFinite(value)) result[key] = value
  }
  if (schema['nullable'] === true || listOf(schema['type']).includes('null')) result.nullable = true
  if (type === 'array') result.items = toItems(schema, scope)
  if (type === 'object') addProperties(result, schema, scope)
  return result
}

/** Lists must say what they hold; tuples become lists of any of their members. */
function toItems({ items, prefixItems }: Json, scope: Scope): OpenApiSchema {
  const tuple = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined
  return tuple ? toChoice({}, tuple, scope) : convert(items ?? { type: 'string' }, scope)
}

function addProperties(result: OpenApiSchema, schema: Json, scope: Scope): void {
  const properties = Object.entries(recordOf(schema['properties']))
  if (properties.length === 0) return
  result.properties = Object.fromEntries(properties.map(([name, value]) => [name, convert(value, scope)]))
  const known = new Set(properties.map(([name]) => name))
  const required = listOf(schema['required']).filter(
    (name): name is string => typeof name === 'string' && known.has(name),
  )
  if (required.length > 0) result.required = [...new Set(required)]
}

function textsOf(schema: Json): Texts {
  const texts: Texts = {}
  for (const key of TEXTS) {
    const value = schema[key]
    if (typeof value === 'string') texts[key] = value
  }
  return texts
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const recordOf = (value: unknown): Json => (isRecord(value) ? value : {})

/** Whether a schema describes an object without properties: as parameters of a function it is left out. */
export function isEmptyObject(schema: unknown): boolean {
  if (!isRecord(schema)) return true
  const { type, properties, ...rest } = schema
  const closed = Object.keys(rest).every((key) => /^(?:\$schema|additionalProperties|required|title)$/.test(key))
  const empty = properties === undefined || (isRecord(properties) && Object.keys(properties).length === 0)
  return (type === undefined || type === 'object') && empty && closed && !isRecord(rest['additionalProperties'])
}
