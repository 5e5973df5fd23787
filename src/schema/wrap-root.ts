import { isRecord } from '../contract/is-record.js'
import type { JsonSchema } from './to-strict-schema.js'

/** The property that holds an answer which is no object by itself. */
const KEY = 'value'

/**
 * OpenAI and Anthropic refuse these beside or in place of `type: 'object'` at the root:
 * https://platform.openai.com/docs/guides/structured-outputs (root objects must not be anyOf),
 * https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use (input_schema).
 */
const REFUSED_AT_ROOT = ['anyOf', 'oneOf', 'allOf', 'not', 'enum', 'const', '$ref']

/** Whether vendors take this schema as the root of an answer or of a tool's input. */
export function hasObjectRoot(schema: JsonSchema): boolean {
  const { type, properties } = schema
  const isObject = type === 'object' || (type === undefined && isRecord(properties))
  return isObject && !REFUSED_AT_ROOT.some((key) => key in schema)
}

/** The schema as the one property of an object; local references go on pointing to what they meant. */
export function wrapRoot(schema: JsonSchema): JsonSchema {
  // An id would make references below it start there.
  const { $defs, definitions, $id, id, ...value } = schema
  return {
    type: 'object',
    properties: { [KEY]: move(value) },
    required: [KEY],
    additionalProperties: false,
    ...(isRecord($defs) ? { $defs: moveEach($defs) } : {}),
    ...(isRecord(definitions) ? { definitions: moveEach(definitions) } : {}),
  }
}

/** What a model wrote into the wrapping; undefined where it wrote none. JSON itself has no undefined. */
export function unwrap(answer: unknown): unknown {
  return isRecord(answer) && Object.keys(answer).length === 1 ? answer[KEY] : undefined
}

const DATA: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples'])
const MAPS: ReadonlySet<string> = new Set([
  '$defs',
  'definitions',
  'dependentSchemas',
  'patternProperties',
  'properties',
])

function move(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(move)
  if (!isRecord(schema)) return schema
  return Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, moveKeyword(key, inner)]))
}

function moveKeyword(key: string, inner: unknown): unknown {
  if (DATA.has(key)) return inner
  if (MAPS.has(key) && isRecord(inner)) return moveEach(inner)
  return key === '$ref' && typeof inner === 'string' ? moveReference(inner) : move(inner)
}

function moveEach(schemas: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, move(schema)]))
}

function moveReference(ref: string): string {
  const local = ref === '#' || ref.startsWith('#/')
  return local && !/^#\/(?:\$defs|definitions)(?:\/|$)/.test(ref) ? `#/properties/${KEY}${ref.slice(1)}` : ref
}
