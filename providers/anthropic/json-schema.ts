import { isRecord } from '../../src/provider.js'

type Schema = Record<string, unknown>

/** Formats that the grammar knows; others are told in words. */
const FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']

/** Limits that the grammar does not know and the description can say. */
const LIMITS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]

/** Keywords that mean the same on both sides and hold no schema. */
const KEPT = ['$schema', '$id', 'title', 'description', 'default', 'const', 'enum', 'type', 'required'] as const
const LISTS = { anyOf: 'anyOf', oneOf: 'anyOf', allOf: 'allOf' } as const
const MAPS = ['properties', '$defs', 'definitions'] as const

/**
 * A JSON Schema as Anthropic's grammar takes it (quirks.md 79): objects closed, `oneOf` as `anyOf`, unknown formats
 * and limits moved into the description, a `$ref` alone. The result is the same schema, less strict.
 */
export function sanitizeSchema(schema: unknown): Schema {
  if (!isRecord(schema)) return {}
  if (typeof schema['$ref'] === 'string') return { $ref: schema['$ref'] }
  const result: Schema = {}
  for (const key of KEPT) if (schema[key] !== undefined) result[key] = schema[key]
  for (const [from, to] of Object.entries(LISTS)) {
    const list = schema[from]
    if (Array.isArray(list)) result[to] = [...asList(result[to]), ...list.map(sanitizeSchema)]
  }
  for (const key of MAPS) if (isRecord(schema[key])) result[key] = mapValues(schema[key], sanitizeSchema)
  const items = itemsOf(schema)
  if (items !== undefined) result['items'] = items
  if (isObject(schema)) result['additionalProperties'] = false
  if (FORMATS.includes(String(schema['format']))) result['format'] = schema['format']
  const limits = limitsOf(schema)
  if (limits !== '')
    result['description'] = typeof schema['description'] === 'string' ? `${schema['description']}\n${limits}` : limits
  return result
}

/**
 * Whether closing the objects would change what the schema describes: a map with free keys would become an object
 * that may have none.
 */
export function hasFreeKeys(schema: unknown): boolean {
  if (!isRecord(schema)) return false
  const { additionalProperties: extra, patternProperties: patterns } = schema
  if (extra === true || isRecord(extra) || isRecord(patterns)) return true
  const composed = Object.keys(LISTS).some((key) => Array.isArray(schema[key]))
  if (isObject(schema) && !isRecord(schema['properties']) && extra !== false && !composed) return true
  const inner = [
    ...Object.keys(LISTS).flatMap((key) => asList(schema[key])),
    ...MAPS.flatMap((key) => (isRecord(schema[key]) ? Object.values(schema[key]) : [])),
    ...asList(schema['items']),
    ...(isRecord(schema['items']) ? [schema['items']] : []),
    ...asList(schema['prefixItems']),
  ]
  return inner.some(hasFreeKeys)
}

function isObject({ type, properties }: Schema): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object')) || isRecord(properties)
}

/** Tuples become lists of any of their members. */
function itemsOf({ items, prefixItems }: Schema): Schema | undefined {
  const tuple = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined
  if (tuple) return tuple.length === 1 ? sanitizeSchema(tuple[0]) : { anyOf: tuple.map(sanitizeSchema) }
  return isRecord(items) ? sanitizeSchema(items) : undefined
}

function limitsOf(schema: Schema): string {
  const limits = LIMITS.filter((key) => schema[key] !== undefined).map((key) => `${key}: ${String(schema[key])}`)
  const { format } = schema
  if (typeof format === 'string' && !FORMATS.includes(format)) limits.push(`format: ${format}`)
  return limits.length === 0 ? '' : `(${limits.join(', ')})`
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function mapValues(record: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
