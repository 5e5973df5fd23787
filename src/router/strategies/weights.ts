import type { DeploymentView } from '../../contract/router.js'

/** A weight of 0 counts only where all have it. */
export function allSpare(candidates: readonly DeploymentView[]): boolean {
  for (const candidate of candidates) if (candidate.weight > 0) return false
  return true
}

/** Scores as good as equal: sums of floats differ in their last digits. */
export const asGoodAs = (score: number): number => score + Math.abs(score) * 1e-9

/** The lowest of the scores offered since `start`; among equals one at random, by weight. */
export class Lowest {
  /** -1: none was offered. */
  index = -1
  #score = Number.POSITIVE_INFINITY
  /** Weights of those that are equal. */
  #total = 0
  #random: () => number = Math.random

  start(random: () => number): void {
    this.index = -1
    this.#score = Number.POSITIVE_INFINITY
    this.#total = 0
    this.#random = random
  }

  /** NaN is never the lowest. */
  offer(index: number, score: number, weight: number): void {
    if (!(score <= asGoodAs(this.#score))) return
    if (asGoodAs(score) < this.#score) {
      this.#score = score
      this.#total = weight
      this.index = index
      return
    }
    this.#total += weight
    if (this.#random() * this.#total < weight) this.index = index
  }
}

/** One of all, at random by weight; -1 where there is none. */
export function drawByWeight(candidates: readonly DeploymentView[], random: () => number): number {
  if (allSpare(candidates)) return Math.min(Math.floor(random() * candidates.length), candidates.length - 1)
  let total = 0
  for (let i = 0; i < candidates.length; i++) total += candidates[i]?.weight ?? 0
  let point = random() * total
  let last = -1
  for (let i = 0; i < candidates.length; i++) {
    const weight = candidates[i]?.weight ?? 0
    if (!(weight > 0)) continue
    last = i
    point -= weight
    if (point < 0) break
  }
  return last
}
