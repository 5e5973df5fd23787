import { isRecord } from '../contract/is-record.js'
import { resolvePointer } from './json-pointer.js'
import {
  ANNOTATIONS,
  FORMATS,
  HINTS,
  KEPT,
  MAX_ENUM_VALUES,
  MAX_OBJECT_LEVELS,
  MAX_PROPERTIES,
  UNSUPPORTED,
} from './strict-rules.js'

export type JsonSchema = Record<string, unknown>

/**
 * The schema as OpenAI's strict mode takes it, or undefined where it cannot be said there (quirks.md 51).
 * Every object is closed and requires all its keys; a key that was optional may be null instead. The result accepts
 * no less than it must and may accept more than the schema does, so an answer is still validated against the original.
 * References are written out, since few hosts follow them; `oneOf` becomes `anyOf`; limits that strict mode lacks
 * become words in the description.
 */
export function toStrictSchema(schema: JsonSchema): JsonSchema | undefined {
  try {
    const strict = new StrictRewrite(schema).rewrite(schema, { depth: 0, levels: 0, refs: [] })
    return strict['type'] === 'object' ? strict : undefined
  } catch (error) {
    if (error instanceof NotStrict) return undefined
    throw error
  }
}

class NotStrict extends Error {}

/** Where the rewrite stands. */
interface Place {
  /** Schemas around this one; a schema may be a JavaScript object that holds itself. */
  depth: number
  /** Objects around this one. */
  levels: number
  /** References being written out, to see recursion. */
  refs: readonly string[]
}

const MAX_DEPTH = 100
/** Writing references out may multiply a schema. */
const MAX_SCHEMAS = 20_000

class StrictRewrite {
  readonly #root: JsonSchema
  #schemas = 0
  #properties = 0
  #enumValues = 0

  constructor(root: JsonSchema) {
    this.#root = root
  }

  rewrite(schema: unknown, place: Place): JsonSchema {
    if (!isRecord(schema) || place.depth > MAX_DEPTH || ++this.#schemas > MAX_SCHEMAS) throw new NotStrict()
    for (const key of UNSUPPORTED) if (schema[key] !== undefined) throw new NotStrict()
    const inner = { ...place, depth: place.depth + 1 }
    if (schema['$ref'] !== undefined) return this.#reference(schema, inner)
    const branches = schema['anyOf'] ?? schema['oneOf']
    if (branches !== undefined) return this.#union(schema, branches, inner)
    const type = typeOf(schema)
    const strict: JsonSchema = { type, ...keptOf(schema) }
    if (Array.isArray(schema['enum'])) this.#enumValues += schema['enum'].length
    if (this.#enumValues > MAX_ENUM_VALUES) throw new NotStrict()
    if (type === 'object') Object.assign(strict, this.#object(schema, inner))
    if (type === 'array') strict['items'] = this.rewrite(schema['items'], inner)
    return strict
  }

  #reference(schema: JsonSchema, place: Place): JsonSchema {
    const ref = schema['$ref']
    if (typeof ref !== 'string' || place.refs.includes(ref) || !hasOnly(schema, '$ref')) throw new NotStrict()
    const target = this.rewrite(resolvePointer(this.#root, ref), { ...place, refs: [...place.refs, ref] })
    return { ...target, ...keptOf(schema) }
  }

  #union(schema: JsonSchema, branches: unknown, place: Place): JsonSchema {
    if (!Array.isArray(branches) || branches.length === 0) throw new NotStrict()
    if (!hasOnly(schema, schema['anyOf'] === undefined ? 'oneOf' : 'anyOf')) throw new NotStrict()
    return { ...keptOf(schema), anyOf: branches.map((branch) => this.rewrite(branch, place)) }
  }

  #object(schema: JsonSchema, place: Place): JsonSchema {
    const { properties, required, additionalProperties } = schema
    // An object without named properties holds any; closed, it would hold none.
    if (!isRecord(properties) || (additionalProperties !== undefined && additionalProperties !== false))
      throw new NotStrict()
    const keys = Object.keys(properties)
    const needed = new Set<unknown>(Array.isArray(required) ? required : [])
    for (const key of needed) if (typeof key !== 'string' || !Object.hasOwn(properties, key)) throw new NotStrict()
    this.#properties += keys.length
    if (this.#properties > MAX_PROPERTIES || place.levels >= MAX_OBJECT_LEVELS) throw new NotStrict()
    const inner = { ...place, levels: place.levels + 1 }
    const strict = keys.map((key) => {
      const property = this.rewrite(properties[key], inner)
      return [key, needed.has(key) || takesNull(property) ? property : { anyOf: [property, { type: 'null' }] }]
    })
    return { properties: Object.fromEntries(strict), required: keys, additionalProperties: false }
  }
}

/** Whether a schema holds this keyword and, beside it, only words about it. */
function hasOnly(schema: JsonSchema, keyword: string): boolean {
  return Object.keys(schema).every((key) => key === keyword || ANNOTATIONS.has(key))
}

/** The keywords that strict mode knows; those that it does not know become words. */
function keptOf(schema: JsonSchema): JsonSchema {
  const kept: JsonSchema = {}
  const hints: string[] = []
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'format' ? FORMATS.has(value) : key === 'pattern' ? isSimplePattern(value) : KEPT.has(key))
      kept[key] = structuredClone(value)
    else if (HINTS.has(key)) hints.push(`${key}: ${JSON.stringify(value)}`)
  }
  if (hints.length === 0) return kept
  const { description } = kept
  kept['description'] = `${typeof description === 'string' ? `${description} ` : ''}(${hints.join(', ')})`
  return kept
}

/** OpenAI refuses look-around in patterns. */
function isSimplePattern(pattern: unknown): boolean {
  return typeof pattern === 'string' && !/\(\?<?[=!]/.test(pattern)
}

/** The type of a schema without branches; strict mode wants one, which `enum` and `const` imply. */
function typeOf(schema: JsonSchema): string | string[] {
  const { type } = schema
  const values = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : []
  const stated = Array.isArray(type) ? type : type === undefined ? values.map(typeOfValue) : [type]
  const types = [...new Set(stated.length === 0 && isRecord(schema['properties']) ? ['object'] : stated)]
  const nested = types.includes('object') || types.includes('array')
  if (types.length === 0 || !types.every((one) => typeof one === 'string')) throw new NotStrict()
  if (values.some((value) => typeof value === 'object' && value !== null) || (nested && types.length > 1))
    throw new NotStrict()
  const [only] = types
  return types.length === 1 && only !== undefined ? only : types
}

function typeOfValue(value: unknown): string {
  return value === null ? 'null' : typeof value
}

function takesNull({ type, anyOf }: JsonSchema): boolean {
  if (Array.isArray(anyOf)) return anyOf.some((branch) => isRecord(branch) && takesNull(branch))
  return type === 'null' || (Array.isArray(type) && type.includes('null'))
}
