import type { DeploymentView, Strategy } from '../../contract/router.js'
import { allSpare, drawByWeight, Lowest } from './weights.js'

type Candidates = readonly DeploymentView[]
type Score = (candidate: DeploymentView) => number

/** Above this many, two drawn at random are compared in place of all: to read all would take longer than it gains. */
const COMPARE_ALL = 64

/**
 * A strategy that takes the candidate of the lowest score, and among equals one at random, by weight. `prepare` looks
 * at all candidates once and gives the score of each.
 */
export function createComparison(prepare: (candidates: Candidates) => Score, choices?: number): Strategy {
  const lowest = new Lowest()
  return (candidates, { random }) => {
    const score = prepare(candidates)
    const draws = choices ?? (candidates.length > COMPARE_ALL ? 2 : candidates.length)
    lowest.start(random)
    if (draws < candidates.length) offerDraws(lowest, candidates, score, draws, random)
    else offerAll(lowest, candidates, score)
    return candidates[lowest.index]
  }
}

function offerAll(lowest: Lowest, candidates: Candidates, score: Score): void {
  const spare = allSpare(candidates)
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]
    if (candidate === undefined) continue
    const weight = spare ? 1 : candidate.weight
    if (weight > 0) lowest.offer(i, score(candidate), weight)
  }
}

/** By weight in the draw, so that it does not count again between equals. */
function offerDraws(lowest: Lowest, candidates: Candidates, score: Score, draws: number, random: () => number): void {
  for (let i = 0; i < draws; i++) {
    const index = drawByWeight(candidates, random)
    const candidate = candidates[index]
    if (candidate !== undefined) lowest.offer(index, score(candidate), 1)
  }
}
