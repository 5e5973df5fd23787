import { BadRequestError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'
import type { ModelTable } from '../contract/prices.js'
import { ABILITIES, MODES, RATE_NAMES } from './price-data-format.js'

/** Throws where a value is not what it should be; `path` says where it is. */
type Check = (value: unknown, path: string) => void

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const HOUR = /^(?:[01]\d|2[0-3]):[0-5]\d$/

export function refuse(path: string, expected: string, got: unknown): never {
  throw new BadRequestError(`${path}: expected ${expected}, got ${kindOf(got)}`, {
    code: 'invalid_model_table',
    param: path,
  })
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

export const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

const price: Check = (value, path) => isPrice(value) || refuse(path, 'a price of 0 or more', value)
const count: Check = (value, path) =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) || refuse(path, 'a whole number', value)
const boolean: Check = (value, path) => typeof value === 'boolean' || refuse(path, 'true or false', value)
const text: Check = (value, path) => typeof value === 'string' || refuse(path, 'a string', value)
const date: Check = (value, path) =>
  (typeof value === 'string' && DATE.test(value)) || refuse(path, 'a date, YYYY-MM-DD', value)
const hour: Check = (value, path) =>
  (typeof value === 'string' && HOUR.test(value)) || refuse(path, 'an hour, HH:MM', value)

const oneOf =
  (words: readonly string[]): Check =>
  (value, path) =>
    (typeof value === 'string' && words.includes(value)) || refuse(path, `one of ${words.join(', ')}`, value)

const record =
  (each: Check): Check =>
  (value, path) => {
    if (!isRecord(value)) refuse(path, 'an object', value)
    for (const [key, inner] of Object.entries(value)) each(inner, `${path}.${key}`)
  }

const list =
  (each: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) refuse(path, 'an array', value)
    for (const [at, inner] of value.entries()) each(inner, `${path}[${at}]`)
  }

/** Fields that are there are checked; others than these are refused, since they would be a slip of the pen. */
const shape =
  (fields: () => Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, path) => {
    if (!isRecord(value)) refuse(path, 'an object', value)
    const checks = fields()
    for (const [key, inner] of Object.entries(value)) {
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined
      if (check === undefined) refuse(`${path}.${key}`, `one of ${Object.keys(checks).join(', ')}`, inner)
      if (inner !== undefined) check(inner, `${path}.${key}`)
    }
    for (const key of required) if (value[key] === undefined) refuse(`${path}.${key}`, 'a value', undefined)
  }

const RATES: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(Object.values(RATE_NAMES).map((rate) => [rate, price])),
  tools: record(price),
}

const rates = shape(() => RATES)

const tiers: Check = (value, path) => {
  list(shape(() => ({ above: count, rates }), ['above', 'rates']))(value, path)
  const sizes = Array.isArray(value) ? value.map(({ above }: { above: number }) => above) : []
  const wrong = sizes.findIndex((size, at) => at > 0 && size <= (sizes[at - 1] ?? 0))
  if (wrong > 0) refuse(`${path}[${wrong}].above`, 'more than the tier before', sizes[wrong])
}

const prices: Check = shape(() => ({
  ...RATES,
  tiers,
  tierRule: oneOf(['whole', 'marginal']),
  service: record(shape(() => ({ ...RATES, tiers }))),
  uplifts: record(price),
  hours: list(shape(() => ({ start: hour, end: hour, weekdays: boolean, rates }), ['start', 'end', 'rates'])),
  from: date,
  changes: list(shape(() => ({ from: date, prices }), ['from', 'prices'])),
}))

const entry = shape(() => ({
  mode: oneOf(MODES),
  prices,
  limits: shape(() => ({ context: count, input: count, output: count })),
  abilities: shape(() => Object.fromEntries(ABILITIES.map((ability) => [ability, boolean]))),
  dimensions: count,
  deprecatedOn: date,
  source: text,
}))

/** The checks themselves, for rates that stand alone: those of a deployment. */
export const checkPrices = prices

/** @throws BadRequestError that names the place of what is wrong */
export function checkModelTable(table: Readonly<Record<string, unknown>>): asserts table is ModelTable {
  for (const [name, value] of Object.entries(table)) entry(value, `[${JSON.stringify(name.slice(0, 120))}]`)
}
