import type { ResponseFormat } from '../contract/chat.js'
import { SchemaValidationError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'
import { isStandardSchema, type StandardIssue, type StandardSchema } from '../contract/standard-schema.js'
import { dropNulls } from './drop-nulls.js'
import { parseJsonText } from './parse-json-text.js'
import { formsOf } from './to-response-format.js'
import { type Issue, toPath, validateJson } from './validate-json.js'
import { unwrap } from './wrap-root.js'

/**
 * The value that a model wrote, validated against what the caller passed as `response_format`; a schema object's
 * transforms and defaults are applied. A format without a schema gives the JSON as it is.
 * @throws SchemaValidationError
 */
export async function checkAnswer(text: string, format: ResponseFormat | StandardSchema): Promise<unknown> {
  const value = parse(text)
  try {
    return isStandardSchema(format) ? await validateStandard(text, value, format) : await validate(text, value, format)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw misfit(text, [{ path: '', message: 'The answer is nested too deeply to be checked.' }], cause)
  }
}

function parse(text: string): unknown {
  try {
    return parseJsonText(text)
  } catch (cause) {
    const problem = text.trim() === '' ? 'empty' : 'not JSON'
    throw misfit(text, [{ path: '', message: `The answer is ${problem}.` }], cause)
  }
}

async function validate(text: string, value: unknown, format: ResponseFormat): Promise<unknown> {
  const schema = format.type === 'json_schema' ? format.json_schema.schema : undefined
  if (!isRecord(schema)) return value
  const cleaned = text.includes('null') ? dropNulls(value, schema) : value
  const issues = await validateJson(cleaned, schema)
  if (issues.length > 0) throw misfit(text, issues)
  return cleaned
}

async function validateStandard(text: string, value: unknown, schema: StandardSchema): Promise<unknown> {
  // A schema that never became JSON Schema was sent to nobody: no wrapping and no nulls come of it.
  const forms = await formsOf(schema).catch(() => undefined)
  const mayHoldNull = text.includes('null')
  const clean = (one: unknown) => (forms && mayHoldNull ? dropNulls(one, forms.jsonSchema) : one)
  const inner = forms?.wrapped ? unwrap(value) : undefined
  const result = await runStandard(text, clean(inner === undefined ? value : inner), schema)
  if (!result.issues) return result.value
  // A lone `value` may also be the schema's own, from a model that left the wrapping out.
  const bare = inner === undefined ? undefined : await runStandard(text, clean(value), schema).catch(() => undefined)
  if (bare && !bare.issues) return bare.value
  throw misfit(text, result.issues.map(toIssue))
}

async function runStandard(text: string, value: unknown, schema: StandardSchema) {
  try {
    return await schema['~standard'].validate(value)
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw misfit(text, [{ path: '', message: `The schema's own code failed: ${why}` }], cause)
  }
}

function toIssue({ path, message }: StandardIssue): Issue {
  return { path: toPath((path ?? []).map((part) => (typeof part === 'object' ? part.key : part))), message }
}

/** The message names at most three places; it never holds the text itself. */
function misfit(text: string, issues: Issue[], cause?: unknown): SchemaValidationError {
  const shown = issues.slice(0, 3).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  const more = issues.length > 3 ? ` And ${issues.length - 3} more.` : ''
  return new SchemaValidationError(`The answer does not fit its schema. ${shown.join(' ')}${more}`, {
    text,
    issues,
    cause,
  })
}
