import type { ComparisonOptions, DeploymentView, Strategy } from '../../contract/router.js'
import { createComparison } from './compare.js'

/** The largest share of its limits left. */
export function createLowestUsage({ choices }: ComparisonOptions = {}): Strategy {
  return createComparison(() => usage, choices)
}

/** A failed call gives back what it had reserved, so who fails looks empty: only what succeeds counts as left. */
function usage({ used, failureRate }: DeploymentView): number {
  return 1 - (1 - used) * (1 - failureRate)
}
