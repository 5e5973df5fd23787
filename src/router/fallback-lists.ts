import type { FallbackKind } from './classify-failure.js'

export type FallbackLists = Readonly<Record<string, readonly string[]>>

/** Which names are tried after which, by what failed. */
export interface FallbackRules {
  readonly general: FallbackLists
  readonly contextWindow: FallbackLists
  readonly contentPolicy: FallbackLists
  readonly defaults: readonly string[]
}

/**
 * The names to try after `name` has failed: the list for this kind of failure, else the general one, else the
 * defaults. `given` is the call's own list and goes before all.
 */
export function fallbacksOf(
  rules: FallbackRules,
  name: string,
  kind: FallbackKind,
  given?: readonly string[],
): readonly string[] {
  const specific =
    kind === 'context-window' ? rules.contextWindow : kind === 'content-policy' ? rules.contentPolicy : {}
  return own(specific, name) ?? given ?? own(rules.general, name) ?? rules.defaults
}

function own(lists: FallbackLists, name: string): readonly string[] | undefined {
  return Object.hasOwn(lists, name) ? lists[name] : undefined
}
