import type { Cache } from '../contract/cache.js'
import { BadRequestError } from '../contract/errors.js'
import { type CacheConfig, isCache } from './config.js'

interface Rule {
  check: (value: unknown) => boolean
  expected: string
}

const isText = (value: unknown) => typeof value === 'string'
const isLimit = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const limit: Rule = { check: isLimit, expected: 'a number of ms above 0' }
const flag: Rule = { check: (value) => typeof value === 'boolean', expected: 'true or false' }

// Complete by type: a setting that is added does not compile until it is here.
const RULES = {
  store: { check: isStore, expected: 'a cache such as memoryCache()' },
  mode: { check: (value) => value === 'on' || value === 'opt-in', expected: "'on' or 'opt-in'" },
  models: {
    check: (value) => typeof value === 'function' || (Array.isArray(value) && value.every(isText)),
    expected: 'a list of models or a function',
  },
  ttl: limit,
  namespace: { check: isText, expected: 'a string' },
  temperature: { check: (value) => value === 'zero' || value === 'any', expected: "'zero' or 'any'" },
  singleFlight: flag,
  leaseMs: limit,
  timeout: limit,
  systemPromptOnly: flag,
  replay: {
    check: (value) => isObject(value) && 'chunkMs' in value && typeof value.chunkMs === 'number' && value.chunkMs >= 0,
    expected: '{ chunkMs: ms of 0 or more }',
  },
} satisfies Record<keyof CacheConfig, Rule>

/** @throws BadRequestError whose message begins with the path of the setting */
export function checkCacheConfig(cache: Cache | CacheConfig): void {
  if (!isObject(cache) || Array.isArray(cache)) refuse('cache', 'expected a cache, or an object with `store`')
  if (isCache(cache)) {
    if (!isStore(cache)) refuse('cache', 'expected a cache with a name and its methods')
    return
  }
  const rules: Readonly<Record<string, Rule>> = RULES
  for (const [key, value] of Object.entries(cache)) {
    if (value === undefined) continue
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (rule === undefined)
      refuse(`cache.${key}`, `there is no such setting; there are ${Object.keys(rules).join(', ')}`)
    if (!rule.check(value)) refuse(`cache.${key}`, `expected ${rule.expected}`)
  }
  if (cache.store === undefined && !cache.systemPromptOnly)
    refuse('cache.store', 'expected a cache such as memoryCache()')
  if (cache.store !== undefined && cache.systemPromptOnly)
    refuse('cache.store', 'with systemPromptOnly no answers are kept; leave one of the two out')
}

function isStore(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof Reflect.get(value, 'name') === 'string' &&
    ['get', 'set', 'delete', 'close'].every((method) => typeof Reflect.get(value, method) === 'function')
  )
}

function refuse(param: string, message: string): never {
  throw new BadRequestError(`${param}: ${message}.`, { param })
}
