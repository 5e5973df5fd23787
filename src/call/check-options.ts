import type { CacheOptions, CallOptions, ConnectionOptions } from '../contract/call.js'
import { BadRequestError } from '../contract/errors.js'
import { checkPrices } from '../cost/check-model-table.js'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isFunction: Check = (value) => typeof value === 'function'
const isLimit: Check = (value) => typeof value === 'number' && value > 0
const isFlag: Check = (value) => typeof value === 'boolean'
const isCount: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isSignal: Check = (value) => value instanceof AbortSignal
const isHeaders: Check = (value) => typeof value === 'object' && value !== null

interface Rule {
  check: Check
  expected: string
}

const rule = (check: Check, expected: string): Rule => ({ check, expected })
const object = rule(isObject, 'an object')
const text = rule(isText, 'a string')
const limit = rule(isLimit, 'a number of ms above 0')
const flag = rule(isFlag, 'true or false')

// Complete by type: an option that is added does not compile until it is here.
const CONNECTION_RULES = {
  apiKey: text,
  baseURL: text,
  headers: rule(isHeaders, 'an object, a list of pairs, or Headers'),
  query: object,
  fetch: rule(isFunction, 'a function'),
  client: object,
  aws: object,
  vertex: object,
  azure: object,
} satisfies Record<keyof ConnectionOptions, Rule>

const RULES = {
  ...CONNECTION_RULES,
  timeout: limit,
  idleTimeout: limit,
  connectTimeout: limit,
  signal: rule(isSignal, 'an AbortSignal'),
  maxRetries: rule(isCount, 'a whole number of 0 or more'),
  fallbacks: rule(Array.isArray, 'a list of models'),
  dropParams: flag,
  extraBody: object,
  cache: rule((value) => value === false || isObject(value), 'false or an object'),
  metadata: object,
  tags: rule((value) => Array.isArray(value) && value.every(isText), 'a list of strings'),
  user: text,
  region: rule(
    (value) => isText(value) || (Array.isArray(value) && value.every(isText)),
    'a string or a list of strings',
  ),
  priority: rule((value) => typeof value === 'number' && Number.isFinite(value), 'a number'),
  prices: rule(isObject, 'an object with prices such as { input, output }'),
  mock: rule(isMock, 'a string, a reply with choices, an Error or a function'),
  maxResponseBytes: rule(isLimit, 'a number above 0'),
} satisfies Record<keyof CallOptions, Rule>

const CACHE_RULES = {
  ttl: limit,
  maxAge: rule((value) => typeof value === 'number' && value >= 0, 'a number of ms of 0 or more'),
  read: flag,
  write: flag,
  namespace: text,
  semantic: flag,
} satisfies Record<keyof CacheOptions, Rule>

const BY_LOWER_CASE = new Map(Object.keys(RULES).map((name) => [name.toLowerCase(), name]))

/**
 * Checks the options of a call. Those that are known ones in another spelling (`api_key`, `baseUrl`) are refused, since
 * they would be ignored; keys that resemble none pass, since clients of OpenAI's shape hand in options of their own.
 * @throws BadRequestError whose message begins with the option
 */
export function checkOptions(options: CallOptions): void {
  check(options, RULES, '')
  if (options.prices) checkPrices(options.prices, 'prices')
  if (options.cache) checkCache(options.cache)
}

/** Nothing but ours is among them: what is unknown is a mistake. */
function checkCache(options: CacheOptions): void {
  check(options, CACHE_RULES, 'cache.')
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(CACHE_RULES, key))
  if (unknown !== undefined)
    throw new BadRequestError(`Unknown option cache.${unknown}. There are: ${Object.keys(CACHE_RULES).join(', ')}.`, {
      param: `cache.${unknown}`,
      code: 'unknown_option',
    })
}

/** Checks the settings of a provider. @throws BadRequestError whose message begins with their path */
export function checkSettings(path: string, settings: ConnectionOptions): void {
  check(settings, CONNECTION_RULES, `${path}.`)
}

function check(options: object, rules: Readonly<Record<string, Rule>>, prefix: string): void {
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue
    const known = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (known === undefined) refuseMisspelt(key, rules, prefix)
    else if (!known.check(value))
      throw new BadRequestError(`${prefix}${key}: expected ${known.expected}, got ${kindOf(value)}.`, {
        param: prefix + key,
      })
  }
}

function refuseMisspelt(key: string, rules: Readonly<Record<string, Rule>>, prefix: string): void {
  const meant = BY_LOWER_CASE.get(key.replaceAll(/[_-]/g, '').toLowerCase())
  if (meant === undefined || !Object.hasOwn(rules, meant)) return
  throw new BadRequestError(`Unknown option ${prefix}${key}. Did you mean ${meant}?`, {
    param: prefix + key,
    code: 'unknown_option',
  })
}

function isMock(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'function' || value instanceof Error) return true
  return typeof value === 'object' && value !== null && 'choices' in value && Array.isArray(value.choices)
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'a list' : typeof value
}
