import {
  BadRequestError,
  ContextWindowExceededError,
  RateLimitError,
  ServiceUnavailableError,
} from '../contract/errors.js'
import type { CallFacts } from './facts.js'
import type { Group } from './group.js'
import { describeObstacle, PASSING, passesAt } from './obstacle.js'

/** The error of a call that nobody can take: each deployment with its reason, and when it is worth another try. */
export function noRoom(groups: readonly Group[], facts: CallFacts, now: number): Error {
  const found = groups.flatMap((group) =>
    group.obstacles(facts, now).map((one) => ({ ...one, tokens: group.tokensOf(facts) })),
  )
  const reasons = found.map(({ deployment, obstacle }) =>
    obstacle
      ? `${deployment.id} ${describeObstacle(deployment, obstacle, facts, now)}`
      : `${deployment.id} is free again`,
  )
  const message = `No deployment can take the call: ${reasons.join('; ')}.`
  const passing = found.filter(({ obstacle }) => obstacle === undefined || PASSING.has(obstacle))
  if (passing.length === 0) {
    const details = { code: 'no_deployment_fits', param: 'model' }
    return found.some(({ obstacle }) => obstacle === 'context')
      ? new ContextWindowExceededError(message, details)
      : new BadRequestError(message, details)
  }
  const soonest = Math.min(
    ...passing.map(({ deployment, obstacle, tokens }) =>
      obstacle ? passesAt(deployment, obstacle, tokens, now) : now,
    ),
  )
  const retryAfterMs = Number.isFinite(soonest) ? Math.max(0, Math.ceil(soonest - now)) : undefined
  const details = { code: 'no_deployment_available', retryAfterMs }
  return passing.every(({ obstacle }) => obstacle === 'limit' || obstacle === 'resting')
    ? new RateLimitError(message, details)
    : new ServiceUnavailableError(message, details)
}
