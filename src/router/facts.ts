import type { AnyRequest } from '../contract/hooks.js'
import type { Ability } from '../contract/prices.js'

/** What the router knows of one call, worked out once. */
export interface CallFacts {
  readonly request: AnyRequest
  readonly stream: boolean
  /** Tokens of the prompt, by estimate. */
  readonly promptTokens: number
  /** The same by tokenizer, by `'provider/model'`: of models whose limits the estimate is close to. */
  readonly counted?: ReadonlyMap<string, number>
  /** The most that the caller lets the answer have; undefined: not said. */
  readonly maxOutputTokens: number | undefined
  /** What a model must be able to do for it. */
  readonly needs: readonly Ability[]
  readonly tags: readonly string[]
  /** Where it may be answered; empty: anywhere. */
  readonly regions: readonly string[]
  readonly user: string | undefined
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  /** Only deployments of this model, by its own name. */
  readonly onlyModel?: string
  /** Higher goes first where calls wait. */
  readonly priority: number
}

/** Calls with other demands are answered by other deployments. */
export function kindOf({ tags, regions, needs, onlyModel }: CallFacts): string {
  if (tags.length + regions.length + needs.length === 0 && onlyModel === undefined) return ''
  return JSON.stringify([tags, regions, needs, onlyModel])
}
