import type { FallbackKind } from './classify-failure.js'
import type { Group } from './group.js'

export type FallbackLists = Readonly<Record<string, readonly string[]>>

/** Which names are tried after which, by what failed. */
export interface FallbackRules {
  readonly general: FallbackLists
  readonly contextWindow: FallbackLists
  readonly contentPolicy: FallbackLists
  readonly defaults: readonly string[]
}

/**
 * The names to try after a group has failed: the list for this kind of failure, else the general one, else the
 * defaults. `given` is the call's own list and goes before the general one.
 */
export function fallbacksOf(
  rules: FallbackRules,
  group: Pick<Group, 'name' | 'written'>,
  kind: FallbackKind,
  given?: readonly string[],
): readonly string[] {
  const specific =
    kind === 'context-window' ? rules.contextWindow : kind === 'content-policy' ? rules.contentPolicy : {}
  return of(specific, group) ?? given ?? of(rules.general, group) ?? rules.defaults
}

function of(lists: FallbackLists, { name, written }: Pick<Group, 'name' | 'written'>): readonly string[] | undefined {
  if (Object.hasOwn(lists, name)) return lists[name]
  return Object.hasOwn(lists, written) ? lists[written] : undefined
}
