import type { DeploymentView, RouteContext } from '../../contract/router.js'
import { Roster } from './roster.js'
import { allSpare } from './weights.js'

interface Turn {
  readonly id: string
  /** What it is owed; the one that is owed most is next. */
  owed: number
}

/** Steps times deployments that a random start may take: some ms, once for each group. */
const LONGEST_START = 1_000_000

/**
 * Smooth weighted round robin, as nginx does it: each call adds every candidate's weight to what it is owed; who is
 * owed most is taken and pays the sum. Who is left out keeps its place.
 * Described in the log of its src/http/ngx_http_upstream_round_robin.c, 2012.
 */
export class Turns {
  readonly #roster = new Roster<Turn>((id) => ({ id, owed: 0 }))
  #started = false

  /** The next of those whose score is at most `limit`; of all where no scores are given. */
  next(
    candidates: readonly DeploymentView[],
    context: RouteContext,
    scores?: readonly number[],
    limit = 0,
  ): DeploymentView | undefined {
    const turns = this.#roster.of(candidates)
    if (!this.#started) this.#start(candidates, turns, context)
    return candidates[this.#step(candidates, turns, scores, limit)]
  }

  /** Somewhere in the cycle, so that processes started together do not go in step. */
  #start(candidates: readonly DeploymentView[], turns: readonly Turn[], { random }: RouteContext): void {
    this.#started = true
    let total = 0
    let least = Number.POSITIVE_INFINITY
    for (const { weight } of candidates) {
      if (weight <= 0) continue
      total += weight
      least = Math.min(least, weight)
    }
    const cycle = total > 0 ? total / least : candidates.length
    const steps = Math.floor(random() * Math.min(cycle, LONGEST_START / candidates.length))
    for (let i = 0; i < steps; i++) this.#step(candidates, turns, undefined, 0)
  }

  #step(
    candidates: readonly DeploymentView[],
    turns: readonly Turn[],
    scores: readonly number[] | undefined,
    limit: number,
  ): number {
    const spare = allSpare(candidates)
    let chosen = -1
    let most = Number.NEGATIVE_INFINITY
    let total = 0
    for (let i = 0; i < turns.length; i++) {
      const turn = turns[i]
      const weight = spare ? 1 : (candidates[i]?.weight ?? 0)
      if (turn === undefined || !(weight > 0) || (scores !== undefined && !((scores[i] ?? Number.NaN) <= limit)))
        continue
      turn.owed += weight
      total += weight
      // Equal but for the last digits of a sum of fractions: the first, as always.
      if (turn.owed > most + weight * 1e-9) {
        most = turn.owed
        chosen = i
      }
    }
    const turn = turns[chosen]
    if (turn !== undefined) turn.owed -= total
    return chosen
  }
}
