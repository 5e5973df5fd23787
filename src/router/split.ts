import { hashShare } from './hash-share.js'

/** A part of a name's calls that goes another way: the same users' each time. */
export interface SplitRule {
  /** 0 to 100. */
  percent: number
  /** Another name. */
  to?: string
  /** Only deployments of the name that have these tags. */
  tags?: readonly string[]
}

export type SplitRules = Readonly<Record<string, readonly SplitRule[]>>

/**
 * The rule that a call falls under; undefined: none, it goes the usual way. Users keep their part: it follows from
 * their name, in every process. A call without a user is drawn each time.
 */
export function ruleFor(
  rules: readonly SplitRule[],
  name: string,
  user: string | undefined,
  random: () => number,
): SplitRule | undefined {
  let point = (user === undefined ? random() : hashShare(`${name}\n${user}`)) * 100
  for (const rule of rules) {
    if (point < rule.percent) return rule
    point -= rule.percent
  }
  return undefined
}
