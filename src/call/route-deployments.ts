import { BadRequestError } from '../contract/errors.js'
import { isStandardSchema } from '../contract/standard-schema.js'
import { classifyFailure } from '../router/classify-failure.js'
import type { Deployment } from '../router/deployment.js'
import type { Placement } from '../router/placement.js'
import type { RouterCore } from '../router/router-core.js'
import { RouteRun } from '../router/run.js'
import type { Steered } from '../router/steer.js'
import type { Answer } from './attempt.js'
import type { Call } from './call.js'
import { FailedAt, hedged } from './hedge.js'
import type { AttemptAnswer } from './route.js'
import { estimateFacts } from './route-facts.js'
import { refuseConnection, type Target, toDeploymentTarget } from './target.js'

/** The way of a router's call: from deployment to deployment, as the run says, until one answers. */
export async function routeDeployments<T>(
  call: Call,
  router: RouterCore,
  attempt: AttemptAnswer<T>,
  discard: ((answer: Answer<T>) => void) | undefined,
): Promise<Answer<T>> {
  refuseConnection(call.options, '')
  const loading = call.runtime.prices.load()
  if (loading) await loading // limits, abilities and prices; no wait once the table is there
  const steering = steer(call, router)
  const { name, facts, degraded = false } = steering instanceof Promise ? await steering : steering
  const group = router.group(name)
  call.steered ??= { group, degraded }
  const run = new RouteRun(router, group, facts, {
    maxRetries: call.options.maxRetries,
    fallbacks: fallbackNames(call),
    signal: call.signal,
    broken: call.broken,
    attemptsBefore: call.attempts.length,
    count: (model) => countFor(call, model),
    remaining: () => call.remaining(),
  })
  const targets = new Map<Deployment, Target>()
  const attemptAt = ({ deployment }: Placement, cancel?: AbortSignal) => {
    let target = targets.get(deployment)
    if (target === undefined) {
      target = toDeploymentTarget(deployment.id, deployment.model, deployment.config, call.options)
      targets.set(deployment, target)
    }
    return attempt(target, cancel)
  }
  const classify = (error: unknown) => classifyFailure(error, router.rules.afterOutput)
  const { hedgeAfterMs } = router.rules
  for (;;) {
    const first = await run.next()
    call.placement = first
    try {
      if (hedgeAfterMs === undefined || discard === undefined || !call.stream) {
        const answer = await attemptAt(first)
        first.hinted(answer.report.rateLimit)
        return answer
      }
      const tooLate = (answer: Answer<T>) => {
        call.outrun(answer.attempted, answer.target)
        discard(answer)
      }
      const tools = { run, attempt: attemptAt, discard: tooLate, classify }
      const { placement, answer } = await hedged(first, hedgeAfterMs, tools)
      call.placement = placement
      call.answeredBy = answer.attempted.provider // the other may have answered in the same moment
      placement.hinted(answer.report.rateLimit)
      return answer
    } catch (thrown) {
      const { placement, error } = thrown instanceof FailedAt ? thrown : { placement: first, error: thrown }
      run.failed(placement, call.signal.aborted ? call.signal.reason : error)
    }
  }
}

function steer(call: Call, router: RouterCore): Steered | Promise<Steered> {
  const facts = estimateFacts(call.request, call.options)
  const { onlyModel, placement } = call
  if (onlyModel !== undefined && placement) return { name: placement.group.name, facts: { ...facts, onlyModel } }
  return router.steering.steer(call.request.model, facts)
}

/** The prompt by tokenizer. One that cannot be counted is known by its estimate. */
async function countFor({ request }: Call, model: string): Promise<number | undefined> {
  if (!('messages' in request)) return undefined
  try {
    const { countPrompt } = await import('../tokens/count-prompt.js')
    const { response_format: format, ...rest } = request
    const source = format && !isStandardSchema(format) ? { ...rest, response_format: format } : rest
    return (await countPrompt(model, source)).tokens
  } catch {
    return undefined
  }
}

function fallbackNames({ options }: Call): string[] | undefined {
  return options.fallbacks?.map((fallback, at) => {
    if (typeof fallback === 'string') return fallback
    throw new BadRequestError(`fallbacks[${at}]: expected a name of the router's.`, { param: `fallbacks[${at}]` })
  })
}
