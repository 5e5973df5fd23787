// Rewrites of JSON Schema for hosts that take less of it. The caller's schema is never changed.
import { isRecord } from '../../src/provider.js'

type Schema = Readonly<Record<string, unknown>>

/** Applies a rewrite to every object of a schema, the deepest first. */
function rewriteDeep(value: unknown, rewrite: (schema: Schema) => Schema): unknown {
  if (Array.isArray(value)) return value.map((item) => rewriteDeep(item, rewrite))
  if (!isRecord(value)) return value
  return rewrite(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewriteDeep(inner, rewrite)])))
}

/** xAI refuses `additionalProperties: false` (133). */
export function withoutAdditionalProperties(schema: unknown): unknown {
  return rewriteDeep(schema, (inner) => {
    if (inner['additionalProperties'] !== false) return inner
    const { additionalProperties: _, ...rest } = inner
    return rest
  })
}

/**
 * Moonshot's flavoured JSON Schema (138): tuples under `prefixItems`, no `type` beside `anyOf`, an object at the root
 * of a tool's parameters, no `$schema`.
 */
export function toMfjs(schema: unknown, { root = true }: { root?: boolean } = {}): unknown {
  const rewritten = rewriteDeep(schema, (inner) => typeIntoBranches(tupleToPrefixItems(inner)))
  if (!isRecord(rewritten)) return rewritten
  const { $schema: _, ...rest } = rewritten
  return root ? { ...rest, type: 'object' } : rest
}

function tupleToPrefixItems(schema: Schema): Schema {
  const { items, ...rest } = schema
  return Array.isArray(items) ? { ...rest, prefixItems: items } : schema
}

function typeIntoBranches(schema: Schema): Schema {
  const { type, anyOf } = schema
  // A property called `type` holds a schema, not a type's name.
  if (!Array.isArray(anyOf) || !(typeof type === 'string' || Array.isArray(type))) return schema
  const { type: _, ...rest } = schema
  return {
    ...rest,
    anyOf: anyOf.map((branch: unknown) =>
      isRecord(branch) && branch['type'] === undefined ? { ...branch, type } : branch,
    ),
  }
}
