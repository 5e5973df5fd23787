import type { Failure } from '../router/classify-failure.js'
import type { Placement } from '../router/placement.js'
import type { RouteRun } from '../router/run.js'
import type { Answer } from './attempt.js'

/** One attempt at a place, which can be ended alone. */
export type AttemptAt<T> = (placement: Placement, cancel?: AbortSignal) => Promise<Answer<T>>

export interface HedgeTools<T> {
  readonly run: RouteRun
  readonly attempt: AttemptAt<T>
  /** Closes an answer that came too late. */
  readonly discard: (answer: Answer<T>) => void
  readonly classify: (error: unknown) => Failure
}

/** An answer, and where it came from. */
export interface Placed<T> {
  readonly placement: Placement
  readonly answer: Answer<T>
}

/** An attempt that failed, with its place. */
export class FailedAt {
  constructor(
    readonly placement: Placement,
    readonly error: unknown,
  ) {}
}

/**
 * Asks a second deployment where the first has not answered after a while; who answers first is taken, the other one
 * cancelled. Rejects with `FailedAt` of the last to fail.
 */
export async function hedged<T>(first: Placement, afterMs: number, tools: HedgeTools<T>): Promise<Placed<T>> {
  const one = start(first, tools)
  if (await settledWithin(one.running, afterMs)) return one.running
  const place = await tools.run.hedge().catch(() => undefined) // the first may answer all the same
  if (!place) return one.running
  const two = start(place, tools)
  const winner = await firstToAnswer([one.running, two.running])
  const loser = winner.placement === first ? two : one
  loser.cancel.abort(new DOMException('Another deployment was faster.', 'AbortError'))
  loser.placement.abandoned()
  loser.running.then(
    ({ answer }) => tools.discard(answer),
    () => {},
  )
  return winner
}

interface Racer<T> {
  readonly placement: Placement
  readonly cancel: AbortController
  readonly running: Promise<Placed<T>>
}

function start<T>(placement: Placement, { attempt, classify }: HedgeTools<T>): Racer<T> {
  const cancel = new AbortController()
  const running = attempt(placement, cancel.signal).then(
    (answer) => ({ placement, answer }),
    (error: unknown) => {
      // The other one may still answer; this failure is its deployment's all the same.
      if (!cancel.signal.aborted) placement.failed(classify(error), error)
      throw new FailedAt(placement, error)
    },
  )
  return { placement, cancel, running }
}

/** The first success, or the failure that came last in the list. */
async function firstToAnswer<T>(running: ReadonlyArray<Promise<Placed<T>>>): Promise<Placed<T>> {
  try {
    return await Promise.any(running)
  } catch (thrown) {
    throw thrown instanceof AggregateError ? thrown.errors.at(-1) : thrown
  }
}

/** Whether a promise is settled, one way or the other, before the time is over. */
function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    const settled = () => {
      clearTimeout(timer)
      resolve(true)
    }
    promise.then(settled, settled)
  })
}
