import type { ComparisonOptions, DeploymentView, Strategy } from '../../contract/router.js'
import { createComparison } from './compare.js'
import { allSpare } from './weights.js'

/**
 * The fewest calls under way for its weight. Who fails at once is never busy and would draw all calls to it: failures
 * count as calls that are still there.
 */
export function createLeastBusy({ choices }: ComparisonOptions = {}): Strategy {
  return createComparison((candidates) => {
    const spare = allSpare(candidates)
    const usual = usualLoad(candidates)
    return (candidate) => {
      const weight = spare ? 1 : candidate.weight
      const failed = Math.floor(2 * candidate.failureRate * (usual * weight + 1))
      return (candidate.inFlight + failed) / weight
    }
  }, choices)
}

/** Calls under way for a weight of 1. */
function usualLoad(candidates: readonly DeploymentView[]): number {
  let inFlight = 0
  let weight = 0
  for (const candidate of candidates) {
    inFlight += candidate.inFlight
    weight += candidate.weight
  }
  return inFlight / (weight || candidates.length)
}
