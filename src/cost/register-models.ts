import { BadRequestError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'
import type { ModelTable } from '../contract/prices.js'
import { checkModelTable, isPrice, refuse } from './check-model-table.js'
import { type LitellmEntry, toModelInfo, toModelName } from './litellm-table.js'

/** LiteLLM's price map, as its JSON file has it. */
export type LitellmTable = Readonly<Record<string, LitellmEntry>>

/** Gives `'provider/model'` for a name; a bare one that nobody is known for gives undefined. */
export type FullName = (name: string) => string | undefined

/**
 * A table of ours or of LiteLLM's, checked, with whole names and as a copy.
 * @throws BadRequestError that names the place of what is wrong
 */
export function toModelTable(value: unknown, fullName: FullName): ModelTable {
  if (!isRecord(value)) refuse('table', 'an object of models', value)
  const table = isLitellm(value) ? fromLitellm(value) : value
  checkModelTable(table)
  const whole: Record<string, ModelTable[string]> = {}
  for (const [key, entry] of Object.entries(table)) {
    const name = fullName(key)
    if (name !== undefined) whole[name] = structuredClone(entry)
    // LiteLLM's file has entries that are no models; in a table of ours it is a mistake.
    else if (table === value) refuse(`[${JSON.stringify(key.slice(0, 120))}]`, 'a name "provider/model"', key)
  }
  if (Object.keys(whole).length === 0) throw new BadRequestError('table: it has no model.', { param: 'table' })
  return whole
}

const LITELLM_FIELD = /^litellm_provider$|cost|^max_(?:input_|output_)?tokens$|^supports_/

function isLitellm(table: Record<string, unknown>): boolean {
  return Object.values(table).some(
    (entry) => isRecord(entry) && Object.keys(entry).some((field) => LITELLM_FIELD.test(field)),
  )
}

function fromLitellm(map: Record<string, unknown>): Record<string, ModelTable[string]> {
  const table: Record<string, ModelTable[string]> = {}
  for (const [key, entry] of Object.entries(map)) {
    // `sample_spec` is the file's own documentation, with words where numbers would be.
    if (key === 'sample_spec') continue
    const path = `[${JSON.stringify(key.slice(0, 120))}]`
    if (!isRecord(entry)) refuse(path, 'an object', entry)
    checkCosts(entry, path)
    table[toModelName(key, entry)] = toModelInfo(entry, key)
  }
  return table
}

/** Every field with `cost` in its name is a price, or holds some. */
function checkCosts(entry: LitellmEntry, path: string): void {
  for (const [field, value] of Object.entries(entry)) {
    const at = `${path}.${field}`
    if (value === null || value === undefined) continue
    if (Array.isArray(value))
      for (const [index, inner] of value.entries()) isRecord(inner) && checkCosts(inner, `${at}[${index}]`)
    else if (isRecord(value) && field.includes('cost'))
      for (const inner of Object.keys(value)) checkInner(value, inner, at)
    else if (field.includes('cost') && !isPrice(value)) refuse(at, 'a price of 0 or more', value)
  }
}

function checkInner(costs: Record<string, unknown>, field: string, path: string): void {
  if (!isPrice(costs[field])) refuse(`${path}.${field}`, 'a price of 0 or more', costs[field])
}
