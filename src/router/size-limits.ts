import type { Deployment } from './deployment.js'
import type { CallFacts } from './facts.js'

/** How far the estimate of a prompt may be from its count, either way. */
const DOUBT = 1.25
/** How long the smallest limit is taken as it is: tables can be registered at any time. */
const KEPT_MS = 1_000

/** Which context windows of a group an estimate comes close to. */
export class SizeLimits {
  #smallest = 0
  #at = Number.NEGATIVE_INFINITY

  constructor(private readonly deployments: readonly Deployment[]) {}

  /** Whether so many tokens are within every limit. */
  fitAll(tokens: number, now: number): boolean {
    return tokens <= this.#smallestLimit(now)
  }

  /** The models, by full name, for which the prompt is better counted: an estimate could be on the wrong side. */
  close({ promptTokens, maxOutputTokens = 0, counted }: CallFacts, now: number): readonly string[] {
    if (promptTokens * DOUBT + maxOutputTokens <= this.#smallestLimit(now)) return []
    const close = new Set<string>()
    for (const { fullModel, limits } of this.#known(now)) {
      if (counted?.has(fullModel)) continue
      const { input = Number.POSITIVE_INFINITY, context = Number.POSITIVE_INFINITY } = limits
      const room = Math.min(input, context - maxOutputTokens)
      if (promptTokens * DOUBT > room && promptTokens < room * DOUBT) close.add(fullModel)
    }
    return [...close]
  }

  #smallestLimit(now: number): number {
    if (now - this.#at >= KEPT_MS || now < this.#at) {
      this.#smallest = Number.POSITIVE_INFINITY
      this.#at = now
      for (const { limits } of this.#known(now))
        for (const limit of [limits.input, limits.context])
          if (limit !== undefined && limit < this.#smallest) this.#smallest = limit
    }
    return this.#smallest
  }

  #known(now: number) {
    return this.deployments.flatMap((deployment) => {
      const limits = deployment.info(now)?.limits
      return limits ? [{ fullModel: deployment.fullModel, limits }] : []
    })
  }
}
