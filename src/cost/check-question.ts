import { BadRequestError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'
import { checkPrices } from './check-model-table.js'
import type { PriceOptions } from './completion-cost.js'

/**
 * What the caller says of a price. The counts are not checked: they are a vendor's, and read as far as they can be.
 * @throws BadRequestError that names the field
 */
export function checkQuestion(question: Partial<PriceOptions>): void {
  if (!isRecord(question)) throw wrong('reply', 'an object', question)
  const { model, provider, at, prices } = question
  if (!isNothing(model)) checkModel(model)
  if (!isNothing(provider) && typeof provider !== 'string') throw wrong('provider', 'a string', provider)
  if (at !== undefined && !Number.isFinite(at instanceof Date ? at.getTime() : at))
    throw wrong('at', 'a valid Date, or Unix milliseconds', at)
  if (prices !== undefined) checkPrices(prices, 'prices')
}

/** @throws BadRequestError */
export function checkModel(name: unknown): void {
  if (typeof name !== 'string') throw wrong('model', 'a string', name)
}

const isNothing = (value: unknown): value is null | undefined => value === undefined || value === null

function wrong(path: string, expected: string, got: unknown): BadRequestError {
  const kind = got === null ? 'null' : got instanceof Date ? 'an invalid Date' : typeof got
  return new BadRequestError(`${path}: expected ${expected}, got ${kind}`, { param: path })
}
