import type { Group } from './group.js'

/** The rule for a name: as it was asked for, else as its group is called, else as the group's wildcard is written. */
export function ruleOf<Rule>(
  rules: Readonly<Record<string, Rule>>,
  name: string,
  groupOf: (name: string) => Group | undefined,
): Rule | undefined {
  for (const _ in rules) {
    if (Object.hasOwn(rules, name)) return rules[name]
    const group = groupOf(name)
    return group && (own(rules, group.name) ?? own(rules, group.written))
  }
  return undefined
}

/** Whether a rule that is written for one name is for another too: an alias, or a name under a wildcard. */
export function answersTo(written: string, name: string, groupOf: (name: string) => Group): boolean {
  if (written === name) return true
  const group = groupOf(name)
  return group.name === written || group.written === written
}

function own<Rule>(rules: Readonly<Record<string, Rule>>, name: string): Rule | undefined {
  return Object.hasOwn(rules, name) ? rules[name] : undefined
}
