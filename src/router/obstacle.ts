import type { Deployment } from './deployment.js'
import type { CallFacts } from './facts.js'

/** Why a deployment does not take a call now. */
export type Obstacle = 'model' | 'tags' | 'ability' | 'context' | 'resting' | 'down' | 'probing' | 'limit'

/** Which of them pass by themselves. */
export const PASSING: ReadonlySet<Obstacle> = new Set(['resting', 'down', 'probing', 'limit'])

/**
 * What stands in the way; undefined: nothing. `checks`: whether size and abilities count. What is unknown of a model
 * is no obstacle.
 */
export function obstacleOf(
  deployment: Deployment,
  facts: CallFacts,
  tokens: number,
  checks: boolean,
  now: number,
): Obstacle | undefined {
  if (facts.onlyModel !== undefined && facts.onlyModel !== deployment.modelName) return 'model'
  for (const tag of facts.tags) if (!deployment.tags.includes(tag)) return 'tags'
  if (checks) {
    const misfit = misfitOf(deployment, facts)
    if (misfit) return misfit
  }
  if (deployment.restUntil > now) return 'resting'
  const { breaker } = deployment
  if (!breaker.allows(now)) return breaker.openUntil > now ? 'down' : 'probing'
  if (deployment.state.downUntil(deployment.id) > now) return 'down'
  if (deployment.state.roomAt(deployment, tokens, now) > now) return 'limit'
  return undefined
}

function misfitOf(deployment: Deployment, { needs, promptTokens, maxOutputTokens }: CallFacts): Obstacle | undefined {
  const { info } = deployment
  if (info === undefined) return undefined
  for (const need of needs) if (info.abilities?.[need] === false) return 'ability'
  const { limits } = info
  if (limits?.input !== undefined && promptTokens > limits.input) return 'context'
  if (limits?.context !== undefined && promptTokens + (maxOutputTokens ?? 0) > limits.context) return 'context'
  return undefined
}

/** Unix ms at which the obstacle may be gone; Infinity: when a call ends, or never. */
export function passesAt(deployment: Deployment, obstacle: Obstacle, tokens: number, now: number): number {
  if (obstacle === 'resting' || obstacle === 'down') return Math.max(deployment.downUntil(), now)
  if (obstacle === 'limit') return deployment.state.roomAt(deployment, tokens, now)
  return Number.POSITIVE_INFINITY
}

/** The obstacle in words, for errors and `explain()`. */
export function describeObstacle(deployment: Deployment, obstacle: Obstacle, facts: CallFacts, now: number): string {
  const inSeconds = (at: number) => `${Math.max(0, Math.ceil((at - now) / 100) / 10)} s`
  switch (obstacle) {
    case 'model':
      return `is not ${facts.onlyModel}`
    case 'tags':
      return `has not the tags ${facts.tags.filter((tag) => !deployment.tags.includes(tag)).join(', ')}`
    case 'ability':
      return `cannot do ${facts.needs.filter((need) => deployment.info?.abilities?.[need] === false).join(', ')}`
    case 'context':
      return `takes ${deployment.info?.limits?.context ?? deployment.info?.limits?.input} tokens, the request has about ${facts.promptTokens + (facts.maxOutputTokens ?? 0)}`
    case 'resting':
      return `is rate limited, back in ${inSeconds(deployment.restUntil)}`
    case 'down':
      return `is down${deployment.lastError === undefined ? '' : ` (${deployment.lastError})`}, tried again in ${inSeconds(deployment.downUntil())}`
    case 'probing':
      return 'is being tried by another call'
    case 'limit':
      return 'has reached its own limit (rpm, tpm or maxParallel)'
  }
}
