import type { Deployment } from './deployment.js'
import type { CallFacts } from './facts.js'

/** Why a deployment does not take a call now. */
export type Obstacle = 'model' | 'tags' | 'region' | 'ability' | 'context' | 'resting' | 'down' | 'probing' | 'limit'

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
  return unfitness(deployment, facts, checks, now) ?? hindrance(deployment, tokens, now)
}

/** What passes by itself. */
export function hindrance(deployment: Deployment, tokens: number, now: number): Obstacle | undefined {
  if (deployment.restUntil > now) return 'resting'
  const { breaker } = deployment
  if (!breaker.allows(now)) return breaker.openUntil > now ? 'down' : 'probing'
  if (deployment.state.downUntil(deployment.id) > now) return 'down'
  if (deployment.limited && deployment.state.roomAt(deployment, tokens, now) > now) return 'limit'
  return undefined
}

/** What time does not mend. */
export function unfitness(
  deployment: Deployment,
  facts: CallFacts,
  checks: boolean,
  now: number,
): Obstacle | undefined {
  if (facts.onlyModel !== undefined && facts.onlyModel !== deployment.modelName) return 'model'
  if (facts.tags.length > 0 && facts.tags.some((tag) => !deployment.tags.includes(tag))) return 'tags'
  if (facts.regions.length > 0 && !facts.regions.includes(deployment.region ?? '')) return 'region'
  return checks ? misfitOf(deployment, facts, now) : undefined
}

function misfitOf(deployment: Deployment, facts: CallFacts, now: number): Obstacle | undefined {
  const info = deployment.info(now)
  if (info === undefined) return undefined
  const { abilities, limits } = info
  if (facts.needs.length > 0 && abilities && facts.needs.some((need) => abilities[need] === false)) return 'ability'
  if (limits === undefined) return undefined
  const promptTokens = facts.counted?.get(deployment.fullModel) ?? facts.promptTokens
  if (limits.input !== undefined && promptTokens > limits.input) return 'context'
  if (limits.context !== undefined && promptTokens + (facts.maxOutputTokens ?? 0) > limits.context) return 'context'
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
  const info = deployment.info(now)
  switch (obstacle) {
    case 'model':
      return `is not ${facts.onlyModel}`
    case 'tags':
      return `has not the tags ${facts.tags.filter((tag) => !deployment.tags.includes(tag)).join(', ')}`
    case 'region':
      return `is ${deployment.region === undefined ? 'in no known region' : `in ${deployment.region}`}, not in ${facts.regions.join(' or ')}`
    case 'ability':
      return `cannot do ${facts.needs.filter((need) => info?.abilities?.[need] === false).join(', ')}`
    case 'context':
      return `takes ${info?.limits?.context ?? info?.limits?.input} tokens, the request has about ${(facts.counted?.get(deployment.fullModel) ?? facts.promptTokens) + (facts.maxOutputTokens ?? 0)}`
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
