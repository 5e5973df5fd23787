import { BadRequestError } from '../contract/errors.js'
import type { Deployment } from '../router/deployment.js'
import type { RouterCore } from '../router/router-core.js'
import { RouteRun } from '../router/run.js'
import type { Answer } from './attempt.js'
import type { Call } from './call.js'
import { estimateFacts } from './route-facts.js'
import { type Target, toDeploymentTarget } from './target.js'

/** The way of a router's call: from deployment to deployment, as the run says, until one answers. */
export async function routeDeployments<T>(
  call: Call,
  router: RouterCore,
  attempt: (target: Target) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const loading = call.runtime.prices.load()
  if (loading) await loading // limits, abilities and prices; no wait once the table is there
  const targets = new Map<Deployment, Target>()
  const run = new RouteRun(router, router.group(call.request.model), estimateFacts(call.request, call.options), {
    maxRetries: call.options.maxRetries,
    fallbacks: fallbackNames(call),
    signal: call.signal,
    remaining: () => call.remaining(),
  })
  for (;;) {
    const placement = await run.next()
    const { deployment } = placement
    let target = targets.get(deployment)
    if (target === undefined) {
      target = toDeploymentTarget(deployment.id, deployment.model, deployment.config, call.options)
      targets.set(deployment, target)
    }
    call.placement = placement
    try {
      const answer = await attempt(target)
      placement.hinted(answer.report.rateLimit)
      return answer
    } catch (error) {
      run.failed(placement, call.signal.aborted ? call.signal.reason : error)
    }
  }
}

function fallbackNames({ options }: Call): string[] | undefined {
  return options.fallbacks?.map((fallback, at) => {
    if (typeof fallback === 'string') return fallback
    throw new BadRequestError(`fallbacks[${at}]: expected a name of the router's.`, { param: `fallbacks[${at}]` })
  })
}
