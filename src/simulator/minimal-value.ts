import { isObject, type JsonObject } from './json.js'

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2025-01-01T00:00:00Z',
  date: '2025-01-01',
  time: '00:00:00Z',
  duration: 'PT0S',
  email: 'user@example.com',
  uri: 'https://example.com',
  url: 'https://example.com',
  hostname: 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/** The smallest value that fits a JSON schema: required properties only, shortest arrays, first of a choice. */
export function minimalValue(schema: unknown): unknown {
  return valueFor(schema, { root: schema, open: [] })
}

interface Walk {
  readonly root: unknown
  /** The references being followed, to step out of a schema that holds itself. */
  readonly open: readonly string[]
}

function valueFor(schema: unknown, walk: Walk): unknown {
  if (!isObject(schema)) return null
  if ('const' in schema) return schema['const']
  if ('default' in schema) return schema['default']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const reference = schema['$ref']
  if (typeof reference === 'string') {
    if (walk.open.includes(reference)) return null
    return valueFor(lookUp(walk.root, reference), { ...walk, open: [...walk.open, reference] })
  }
  const choices = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(choices)) return valueFor(firstUsable(choices, walk), walk)
  if (Array.isArray(schema['allOf'])) return valueFor(merged(schema, schema['allOf'], walk), walk)
  return valueOfType(schema, walk)
}

function valueOfType(schema: JsonObject, walk: Walk): unknown {
  const named = schema['type']
  const type = Array.isArray(named) ? named[0] : (named ?? (isObject(schema['properties']) ? 'object' : 'string'))
  if (type === 'object') return objectValue(schema, walk)
  if (type === 'array') return Array.from({ length: count(schema['minItems']) }, () => valueFor(schema['items'], walk))
  if (type === 'string') return stringValue(schema)
  if (type === 'number' || type === 'integer') return numberValue(schema, type === 'integer' ? 1 : 0.5)
  if (type === 'boolean') return false
  return null
}

function objectValue(schema: JsonObject, walk: Walk): Record<string, unknown> {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const names = required.filter((name): name is string => typeof name === 'string')
  return Object.fromEntries(names.map((name) => [name, valueFor(properties[name], walk)]))
}

function stringValue(schema: JsonObject): string {
  const format = schema['format']
  const text = (typeof format === 'string' ? FORMATS[format] : undefined) ?? 'text'
  const longest = schema['maxLength']
  const fitting = typeof longest === 'number' ? text.slice(0, longest) : text
  return fitting.padEnd(count(schema['minLength']), 'x')
}

function numberValue(schema: JsonObject, step: number): number {
  const least = boundary(schema['minimum'], schema['exclusiveMinimum'], step)
  const most = boundary(schema['maximum'], schema['exclusiveMaximum'], -step)
  const multiple = schema['multipleOf']
  let value = least !== undefined && least > 0 ? least : 0
  if (most !== undefined && most < value) value = most
  if (step === 1) value = least !== undefined && least >= value ? Math.ceil(value) : Math.floor(value)
  return typeof multiple === 'number' && multiple > 0 ? Math.ceil(value / multiple) * multiple : value
}

function boundary(inclusive: unknown, exclusive: unknown, step: number): number | undefined {
  if (typeof exclusive === 'number') return exclusive + step
  return typeof inclusive === 'number' ? inclusive : undefined
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0
}

function firstUsable(choices: readonly unknown[], walk: Walk): unknown {
  const isOpen = (choice: unknown) => isObject(choice) && walk.open.includes(String(choice['$ref']))
  return choices.find((choice) => !isOpen(choice))
}

function merged(schema: JsonObject, parts: readonly unknown[], walk: Walk): JsonObject {
  const { allOf: _, ...own } = schema
  let whole: JsonObject = own
  for (const part of parts) {
    const resolved = isObject(part) && typeof part['$ref'] === 'string' ? lookUp(walk.root, part['$ref']) : part
    if (!isObject(resolved)) continue
    whole = {
      ...whole,
      ...resolved,
      properties: { ...asObject(whole['properties']), ...asObject(resolved['properties']) },
      required: [...asList(whole['required']), ...asList(resolved['required'])],
    }
  }
  return whole
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Follows a reference inside the document (`#/$defs/Step`). */
function lookUp(root: unknown, reference: string): unknown {
  let current: unknown = root
  for (const key of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    const name = decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')
    current = isObject(current) ? current[name] : undefined
  }
  return current
}
