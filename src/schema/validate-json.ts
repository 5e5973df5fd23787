import type { OutputUnit, Validator } from '@cfworker/json-schema'
import { decodePointer } from './json-pointer.js'
import type { JsonSchema } from './to-strict-schema.js'

export interface Issue {
  path: string
  message: string
}

const validators = new WeakMap<JsonSchema, Promise<Validator | undefined>>()

/**
 * How a value misfits a JSON Schema; empty where it fits. Each schema object is compiled once.
 * A schema that the validator does not understand accepts everything: the vendor has answered, and a call must not
 * fail for what only we cannot read.
 */
export async function validateJson(value: unknown, schema: JsonSchema): Promise<Issue[]> {
  let validator = validators.get(schema)
  if (validator === undefined) {
    validator = compile(schema)
    validators.set(schema, validator)
  }
  const ready = await validator
  try {
    return toIssues(ready?.validate(value).errors ?? [])
  } catch (error) {
    // Too deep an answer is the model's fault, not the schema's.
    if (error instanceof RangeError) throw error
    return []
  }
}

async function compile(schema: JsonSchema): Promise<Validator | undefined> {
  const { Validator } = await import('@cfworker/json-schema')
  try {
    // A copy: the validator writes into the schema.
    return new Validator(structuredClone(schema), draftOf(schema), false)
  } catch {
    return undefined
  }
}

function draftOf({ $schema }: JsonSchema): '4' | '7' | '2019-09' | '2020-12' {
  if (typeof $schema !== 'string') return '2020-12'
  if ($schema.includes('draft-04')) return '4'
  if ($schema.includes('draft-06') || $schema.includes('draft-07')) return '7'
  return $schema.includes('2019-09') ? '2019-09' : '2020-12'
}

/** The innermost misfits: the validator also reports every schema around them. */
function toIssues(errors: readonly OutputUnit[]): Issue[] {
  // A closed object is reported at the object and, without saying so, at the key.
  const named = errors.filter(({ keyword }) => keyword !== 'false')
  const around = new Set<string>()
  for (const { keywordLocation } of named) {
    const parts = keywordLocation.split('/')
    for (let end = 2; end < parts.length; end++) around.add(parts.slice(0, end).join('/'))
  }
  const inner = named.filter(({ keywordLocation }) => !around.has(keywordLocation))
  return (inner.length > 0 ? inner : errors).map(({ instanceLocation, error }) => ({
    path: toPath(instanceLocation.split('/').slice(1).map(decodePart)),
    message: error,
  }))
}

/** The parts of a JSON pointer; all digits are taken for an index. */
function decodePart(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : decodePointer(part)
}

/** `a.b[0]["odd key"]`. */
export function toPath(parts: readonly PropertyKey[]): string {
  let path = ''
  for (const part of parts) {
    if (typeof part === 'number') path += `[${part}]`
    else if (typeof part === 'string' && !/^[\w$]+$/.test(part)) path += `[${JSON.stringify(part)}]`
    else path += `${path === '' ? '' : '.'}${String(part)}`
  }
  return path
}
