import { isRecord } from '../contract/is-record.js'
import type { FunctionDefinition } from './prompt.js'

type Schema = Readonly<Record<string, unknown>>

/**
 * Functions as OpenAI shows them to a model: TypeScript. The form is that of https://github.com/openai/harmony
 * (src/encoding.rs); where the recordings say otherwise (one line for an object without comments, titles alone) they
 * count.
 */
export function renderTools(functions: readonly FunctionDefinition[]): string {
  const blocks = functions.map(
    ({ name, description, parameters }) => `${comment(description)}type ${name} = ${signature(parameters)} => any;\n\n`,
  )
  return `# Tools\n\n## functions\n\nnamespace functions {\n\n${blocks.join('')}} // namespace functions`
}

function comment(text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '') return ''
  const lines = text.trim().split('\n')
  return lines.map((line) => `${`// ${line.trim()}`.trimEnd()}\n`).join('')
}

function signature(parameters: Schema | undefined): string {
  if (parameters === undefined || Object.keys(propertiesOf(parameters)).length === 0) return '()'
  return `(_: ${renderObject(parameters, parameters, 0)})`
}

function renderType(schema: unknown, root: Schema, depth: number): string {
  if (!isRecord(schema) || depth > MAX_DEPTH) return 'any'
  const { $ref, enum: values, anyOf, oneOf, allOf, type, items } = schema
  if (typeof $ref === 'string') return renderType(resolve($ref, root), root, depth + 1)
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ')
  const union = anyOf ?? oneOf ?? allOf
  if (Array.isArray(union)) return union.map((member) => renderType(member, root, depth + 1)).join(' | ')
  if (Array.isArray(type)) return type.map((one) => renderType({ ...schema, type: one }, root, depth + 1)).join(' | ')
  switch (type) {
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'array':
      return items === undefined ? 'any[]' : `${renderType(items, root, depth + 1)}[]`
    case 'object':
      return renderObject(schema, root, depth + 1)
    default:
      return 'any'
  }
}

/** A schema may refer to itself. */
const MAX_DEPTH = 24

function renderObject(schema: Schema, root: Schema, depth: number): string {
  const { required } = schema
  const properties = Object.entries(propertiesOf(schema)).map(([name, property]) => {
    const mark = Array.isArray(required) && required.includes(name) ? '' : '?'
    return { property, text: `${name}${mark}: ${renderType(property, root, depth)}` }
  })
  if (!properties.some(({ property }) => isCommented(property)))
    return `{ ${properties.map(({ text }) => text).join(', ')} }`
  const lines = properties.map(({ property, text }) => `${heading(property)}${text},${defaultOf(property)}\n`)
  return `{\n${lines.join('')}}`
}

function isCommented(schema: unknown): boolean {
  if (!isRecord(schema)) return false
  const { description, title, default: value, items } = schema
  if (typeof description === 'string' || typeof title === 'string' || value !== undefined) return true
  return isCommented(items) || Object.values(propertiesOf(schema)).some(isCommented)
}

/** A title beside a description stands above it; alone it takes one token less than a comment (`//Title`). */
function heading(schema: unknown): string {
  if (!isRecord(schema)) return ''
  const { title, description } = schema
  const hasDescription = typeof description === 'string'
  const above = typeof title === 'string' ? (hasDescription ? `// ${title}\n//\n` : `//${title}\n`) : ''
  return hasDescription ? `${above}// ${description}\n` : above
}

function defaultOf(schema: unknown): string {
  if (!isRecord(schema) || schema['default'] === undefined) return ''
  const value = schema['default']
  const bare = typeof value === 'string' && Array.isArray(schema['enum'])
  return ` // default: ${bare ? value : JSON.stringify(value)}`
}

function propertiesOf(schema: Schema): Record<string, unknown> {
  const { properties } = schema
  return isRecord(properties) ? properties : {}
}

/** `#/$defs/Name`; what leads elsewhere is not followed. */
function resolve(reference: string, root: Schema): unknown {
  let at: unknown = root
  for (const key of reference.replace(/^#\//, '').split('/')) at = isRecord(at) ? at[key] : undefined
  return at
}
