import type { Strategy } from '../../contract/router.js'
import { PerGroup } from './per-group.js'
import { Turns } from './turns.js'
import { allSpare, asGoodAs } from './weights.js'

/** The lowest expected cost of this request; by turns where it is equal; who has no known price comes last. */
export function createLowestCost(): Strategy {
  const groups = new PerGroup(() => new Turns())
  const costs: number[] = []
  return (candidates, context) => {
    const spare = allSpare(candidates)
    let lowest = Number.POSITIVE_INFINITY
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i]
      costs[i] = Number.NaN
      if (candidate === undefined || !(spare || candidate.weight > 0)) continue
      const stated = context.expectedCost(candidate) ?? Number.NaN
      const cost = stated >= 0 ? stated : Number.POSITIVE_INFINITY
      costs[i] = cost
      if (cost < lowest) lowest = cost
    }
    return groups.of(context.group).next(candidates, context, costs, asGoodAs(lowest))
  }
}
