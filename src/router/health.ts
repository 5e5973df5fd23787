import type { BreakerState } from './breaker.js'
import type { Group } from './group.js'

/** How one deployment is. */
export interface DeploymentHealth {
  group: string
  deployment: string
  model: string
  /** `closed`: it takes calls; `open`: it is out; `half-open`: one call at a time tries it. */
  state: BreakerState
  /** Unix ms until which it is out; absent when it is not. */
  downUntil?: number
  /** Name of the error that took it out. */
  lastError?: string
  consecutiveFailures: number
  /** Of the last 30 s, 0 to 1. */
  failureRate: number
  inFlight: number
  /** Largest share in use of its limits, 0 to 1. */
  used: number
  firstTokenMs?: number
  perTokenMs?: number
}

export function healthOf(groups: readonly Group[]): DeploymentHealth[] {
  const now = Date.now()
  return groups.flatMap(({ deployments }) =>
    deployments.map((deployment) => {
      const { breaker, lastError, firstTokenMs, perTokenMs } = deployment
      const downUntil = deployment.downUntil()
      return {
        group: deployment.group,
        deployment: deployment.id,
        model: deployment.model,
        state: downUntil > now ? 'open' : breaker.state(now),
        ...(downUntil > now && { downUntil }),
        ...(lastError !== undefined && { lastError }),
        consecutiveFailures: breaker.consecutiveFailures,
        failureRate: breaker.failureRate(now),
        inFlight: deployment.inFlight,
        used: deployment.used,
        ...(firstTokenMs !== undefined && { firstTokenMs }),
        ...(perTokenMs !== undefined && { perTokenMs }),
      }
    }),
  )
}
