import { isRecord } from '../contract/is-record.js'
import { resolvePointer } from './json-pointer.js'
import type { JsonSchema } from './to-strict-schema.js'

/**
 * The answer without the nulls that stand for absence: strict mode lets a model leave an optional property out only
 * by null. A null that the schema takes stays. Returns the same value where nothing goes; never changes it.
 */
export function dropNulls(value: unknown, schema: JsonSchema): unknown {
  return drop(value, [schema], schema)
}

function drop(value: unknown, schemas: readonly unknown[], root: JsonSchema): unknown {
  if (typeof value !== 'object' || value === null || schemas.length === 0) return value
  const fitting = branchesOf(schemas, root).filter((schema) => mayHold(schema, value))
  if (Array.isArray(value)) {
    const items = value.map((item, at) =>
      drop(
        item,
        fitting.flatMap((schema) => itemOf(schema, at)),
        root,
      ),
    )
    return items.some((item, at) => item !== value[at]) ? items : value
  }
  let changed = false
  const kept = Object.entries(value).flatMap(([key, before]): Array<[string, unknown]> => {
    const owners = fitting.filter((schema) => hasProperty(schema, key))
    if (before === null && owners.length > 0 && owners.every((schema) => meansAbsent(schema, key, root))) {
      changed = true
      return []
    }
    const after = drop(
      before,
      owners.map((schema) => propertyOf(schema, key)),
      root,
    )
    changed ||= after !== before
    return [[key, after]]
  })
  return changed ? Object.fromEntries(kept) : value
}

/** Schemas and all that they may stand for, each once: references followed, unions taken apart. */
function branchesOf(schemas: readonly unknown[], root: JsonSchema): JsonSchema[] {
  const found = new Set<JsonSchema>()
  const waiting = [...schemas]
  while (waiting.length > 0) {
    const schema = waiting.pop()
    if (!isRecord(schema) || found.has(schema)) continue
    found.add(schema)
    for (const key of ['anyOf', 'oneOf', 'allOf']) if (Array.isArray(schema[key])) waiting.push(...schema[key])
    if (typeof schema['$ref'] === 'string') waiting.push(resolvePointer(root, schema['$ref']))
  }
  return [...found]
}

/** False for the branches of a tagged union whose tag is another. */
function mayHold({ properties }: JsonSchema, value: object): boolean {
  if (!isRecord(properties)) return true
  return Object.entries(value).every(([key, one]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (!isRecord(property) || one === null) return true
    if ('const' in property) return property['const'] === one
    return !Array.isArray(property['enum']) || property['enum'].includes(one)
  })
}

function itemOf({ prefixItems, items }: JsonSchema, at: number): unknown[] {
  if (Array.isArray(prefixItems) && at < prefixItems.length) return [prefixItems[at]]
  return items === undefined ? [] : [Array.isArray(items) ? items[at] : items]
}

function hasProperty({ properties }: JsonSchema, key: string): boolean {
  return isRecord(properties) && Object.hasOwn(properties, key)
}

function propertyOf({ properties }: JsonSchema, key: string): unknown {
  return isRecord(properties) ? properties[key] : undefined
}

function meansAbsent(schema: JsonSchema, key: string, root: JsonSchema): boolean {
  const { required } = schema
  if (Array.isArray(required) && required.includes(key)) return false
  const branches = branchesOf([propertyOf(schema, key)], root)
  return branches.length > 0 && !branches.some(takesNull)
}

function takesNull(schema: JsonSchema): boolean {
  const { type } = schema
  if (type === 'null' || (Array.isArray(type) && type.includes('null')) || schema['nullable'] === true) return true
  if ('const' in schema) return schema['const'] === null
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(null)
  return type === undefined && !['anyOf', 'oneOf', 'allOf', '$ref'].some((key) => key in schema)
}
