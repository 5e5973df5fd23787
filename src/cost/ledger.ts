import type { CallMeta } from '../contract/call.js'
import { BadRequestError, isModelRelayError } from '../contract/errors.js'
import type { HookCall, HookEvents, Hooks } from '../contract/hooks.js'
import { toCsv } from './csv.js'
import { Tally, type TokenSums } from './tally.js'

/** What spending is told apart by. `tag`: a call with two tags is in both rows. `metadata.team`: a key of the call's `metadata`. */
export type LedgerKey = 'model' | 'provider' | 'deployment' | 'kind' | 'tag' | 'user' | `metadata.${string}`

export interface LedgerOptions {
  /** Default: `['model']`. */
  by?: readonly LedgerKey[]
  /** Rows that are kept; what comes after goes into one of which all keys are `(other)`. Default 1,000. */
  maxKeys?: number
}

/** Sums of some calls. */
export interface LedgerSums extends TokenSums {
  /** Calls that ended, those that failed included. */
  calls: number
  errors: number
  /** Calls with an answer of which the price is not known: their cost is not in `cost`. */
  unpriced: number
  /** USD. */
  cost: number
  /** USD that answers from a cache had cost. */
  saved: number
}

/** Sums by what they were told apart by: `row.by['metadata.team']`. */
export interface LedgerRow extends LedgerSums {
  by: Readonly<Record<string, string>>
}

/** Adds up what calls cost: hand it to `createRelay({ hooks })`. */
export interface Ledger extends Required<Pick<Hooks, 'onResponse' | 'onError'>> {
  /** One row for each distinct key, in the order in which they came. */
  table(): LedgerRow[]
  /** All calls, each once. */
  readonly total: LedgerSums
  toJSON(): { by: readonly LedgerKey[]; since: string; total: LedgerSums; rows: LedgerRow[] }
  /** A header and one line for each row, as RFC 4180 has it. No cell is read as a formula. */
  toCSV(): string
  /** Begins again at 0. */
  reset(): void
}

const DEFAULT_MAX_KEYS = 1_000
/** Longer values are cut: they come from callers, and a row is to have a bounded size. */
const MAX_VALUE_LENGTH = 200
const OTHER = '(other)'
const NONE = '(none)'

/**
 * A hook that sums cost, tokens and calls in this process.
 * @throws BadRequestError for a key that it does not know, or a `maxKeys` that is no number of rows
 * @example
 * const ledger = createLedger({ by: ['user', 'model'] })
 * const relay = createRelay({ hooks: ledger })
 * ledger.table() // [{ by: { user: 'ada', model: 'gpt-4o-2024-08-06' }, calls: 3, cost: 0.0042, … }]
 */
export function createLedger({ by = ['model'], maxKeys = DEFAULT_MAX_KEYS }: LedgerOptions = {}): Ledger {
  if (!Array.isArray(by)) throw new BadRequestError('by: expected a list of keys', { param: 'by' })
  for (const key of by)
    if (!isLedgerKey(key))
      throw new BadRequestError(`by: ${JSON.stringify(key)} is no key of a ledger.`, { param: 'by' })
  if (!Number.isInteger(maxKeys) || maxKeys < 1)
    throw new BadRequestError('maxKeys: expected a whole number above 0', { param: 'maxKeys' })
  return new SpendLedger(by, maxKeys)
}

class SpendLedger implements Ledger {
  readonly #rows = new Map<string, { values: readonly string[]; tally: Tally }>()
  #total = new Tally()
  #since = new Date()

  constructor(
    private readonly by: readonly LedgerKey[],
    private readonly maxKeys: number,
  ) {}

  onResponse({ call, response, meta }: HookEvents['onResponse']): void {
    this.#add(call, meta, (tally) => tally.answered(meta, response.usage))
  }

  onError({ call, error, meta }: HookEvents['onError']): void {
    const usage = isModelRelayError(error) ? error.partial?.usage : undefined
    this.#add(call, meta, (tally) => tally.failed(meta, usage))
  }

  table(): LedgerRow[] {
    return [...this.#rows.values()].map(({ values, tally }) => ({
      by: Object.fromEntries(this.by.map((key, at) => [key, values[at] ?? NONE])),
      ...tally.sums,
    }))
  }

  get total(): LedgerSums {
    return this.#total.sums
  }

  toJSON() {
    return { by: this.by, since: this.#since.toISOString(), total: this.total, rows: this.table() }
  }

  toCSV(): string {
    const rows = [...this.#rows.values()].map(({ values, tally }) => [...values, ...tally.cells])
    return toCsv([[...this.by, ...Tally.columns], ...rows])
  }

  reset(): void {
    this.#rows.clear()
    this.#total = new Tally()
    this.#since = new Date()
  }

  #add(call: HookCall, meta: CallMeta, count: (tally: Tally) => void): void {
    count(this.#total)
    const tags = this.by.includes('tag') && call.tags.length > 1 ? new Set(call.tags) : [call.tags[0]]
    for (const tag of tags) count(this.#tallyOf(this.by.map((key) => keyValue(key, call, meta, tag))))
  }

  #tallyOf(values: readonly string[]): Tally {
    const key = JSON.stringify(values)
    const known = this.#rows.get(key)
    if (known) return known.tally
    if (this.#rows.size < this.maxKeys) return this.#open(key, values)
    // No value can be this key: it is no list.
    return (
      this.#rows.get(OTHER)?.tally ??
      this.#open(
        OTHER,
        values.map(() => OTHER),
      )
    )
  }

  #open(key: string, values: readonly string[]): Tally {
    const tally = new Tally()
    this.#rows.set(key, { values, tally })
    return tally
  }
}

const KEYS: ReadonlySet<string> = new Set(['model', 'provider', 'deployment', 'kind', 'tag', 'user'])
const METADATA = 'metadata.'

function isLedgerKey(key: unknown): boolean {
  if (typeof key !== 'string') return false
  return KEYS.has(key) || (key.startsWith(METADATA) && key.length > METADATA.length)
}

function keyValue(key: LedgerKey, call: HookCall, meta: CallMeta, tag: string | undefined): string {
  switch (key) {
    case 'model':
    case 'provider':
    case 'deployment':
      return textOf(meta[key])
    case 'kind':
      return call.kind
    case 'user':
      return textOf(call.user)
    case 'tag':
      return textOf(tag)
    default: {
      const name = key.slice(METADATA.length)
      const { metadata } = call
      return textOf(metadata && Object.hasOwn(metadata, name) ? metadata[name] : undefined)
    }
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return NONE
  if (typeof value === 'object' || typeof value === 'function') return '(object)'
  return String(value).slice(0, MAX_VALUE_LENGTH)
}
