import type { DeploymentView, Strategy } from '../../contract/router.js'
import { allSpare, asGoodAs, drawByWeight } from './weights.js'

type Candidates = readonly DeploymentView[]

/** Above this many, two drawn at random are compared in place of all: reading all would take longer than it gains. */
const COMPARE_ALL = 64

/**
 * A strategy that takes the candidate of the lowest score, and among equals one at random, by weight. `prepare` looks
 * at all candidates once and gives the score of each.
 */
export function createComparison(
  prepare: (candidates: Candidates) => (candidate: DeploymentView) => number,
  choices?: number,
): Strategy {
  const scores: number[] = []
  return (candidates, { random }) => {
    const score = prepare(candidates)
    const draws = choices ?? (candidates.length > COMPARE_ALL ? 2 : candidates.length)
    if (draws < candidates.length) return lowestOfDraws(candidates, score, draws, random)
    const spare = allSpare(candidates)
    let lowest = Number.POSITIVE_INFINITY
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i]
      const value = candidate === undefined || !(spare || candidate.weight > 0) ? Number.NaN : score(candidate)
      scores[i] = value
      if (value < lowest) lowest = value
    }
    return drawByWeight(candidates, random, scores, asGoodAs(lowest))
  }
}

function lowestOfDraws(
  candidates: Candidates,
  score: (candidate: DeploymentView) => number,
  draws: number,
  random: () => number,
): DeploymentView | undefined {
  let chosen: DeploymentView | undefined
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < draws; i++) {
    const candidate = drawByWeight(candidates, random)
    if (candidate === undefined || candidate === chosen) continue
    const value = score(candidate)
    if (value < lowest || chosen === undefined) {
      chosen = candidate
      lowest = value
    }
  }
  return chosen
}
