import { BadRequestError } from '../contract/errors.js'

/** When a name's less important calls go to a cheaper one. */
export interface DegradeRule {
  name: string
  to: string
  /** `'budget > 80%'`: so much is spent; `'busy'`: calls wait, or every deployment uses more than nine tenths of its limits. */
  when: 'busy' | `budget > ${number}%`
  /** Calls of this priority and below. Default 0. */
  maxPriority?: number
}

const BUDGET_RULE = /^budget > (\d+(?:\.\d+)?)%$/

/** The share of the budget from which a rule holds; undefined: it is about load. */
export function budgetShareOf({ when }: DegradeRule, path: string): number | undefined {
  if (when === 'busy') return undefined
  const percent = BUDGET_RULE.exec(when)?.[1]
  if (percent === undefined)
    throw new BadRequestError(`${path}.when: expected "busy" or "budget > 80%".`, { param: `${path}.when` })
  return Number(percent) / 100
}
