import type { DeploymentView } from '../../contract/router.js'

type Candidates = readonly DeploymentView[]

/** A weight of 0 counts only where all have it. */
export function allSpare(candidates: Candidates): boolean {
  for (const candidate of candidates) if (candidate.weight > 0) return false
  return true
}

/** Scores as good as equal: sums of floats differ in their last digits. */
export const asGoodAs = (score: number): number => score + Math.abs(score) * 1e-9

/** One of those whose score is at most `limit` (of all, without scores), at random by weight. */
export function drawByWeight(
  candidates: Candidates,
  random: () => number,
  scores?: readonly number[],
  limit = 0,
): DeploymentView | undefined {
  const spare = allSpare(candidates)
  const weightAt = (i: number) => {
    if (scores !== undefined && !((scores[i] ?? Number.NaN) <= limit)) return 0
    return spare ? 1 : (candidates[i]?.weight ?? 0)
  }
  let total = 0
  for (let i = 0; i < candidates.length; i++) total += weightAt(i)
  let point = random() * total
  let last: DeploymentView | undefined
  for (let i = 0; i < candidates.length; i++) {
    const weight = weightAt(i)
    if (!(weight > 0)) continue
    last = candidates[i]
    point -= weight
    if (point < 0) break
  }
  return last
}
