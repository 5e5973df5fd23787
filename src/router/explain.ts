import type { CallFacts } from './facts.js'
import { fallbacksOf } from './fallback-lists.js'
import type { Group } from './group.js'
import { describeObstacle } from './obstacle.js'
import type { RouterCore } from './router-core.js'

/** What a router would do with a request. */
export interface Explanation {
  /** The deployment that it would go to now; undefined: it would wait or fail. */
  deployment?: string
  /** The group that it belongs to. */
  group: string
  promptTokens: number
  needs: readonly string[]
  /** Each deployment that was looked at, in order. */
  candidates: Array<{ group: string; deployment: string; model: string; eligible: boolean; reason: string }>
  /** The names that would be tried after the first. */
  fallbacks: readonly string[]
}

/** Looks at everything that a call would look at, and takes nothing. */
export function explain(core: RouterCore, name: string, facts: CallFacts): Explanation {
  const now = Date.now()
  const first = core.group(name)
  const fallbacks = fallbacksOf(core.rules.fallbacks, first.name, 'general')
  const groups = [first, ...fallbacks.map((fallback) => core.group(fallback))]
  const explanation: Explanation = {
    group: first.name,
    promptTokens: facts.promptTokens,
    needs: facts.needs,
    candidates: groups.flatMap((group) => candidatesOf(group, facts, now)),
    fallbacks,
  }
  for (const group of groups) {
    const pick = group.preview(facts)
    if (!pick) continue
    explanation.group = group.name
    explanation.deployment = pick.id
    break
  }
  return explanation
}

function candidatesOf(group: Group, facts: CallFacts, now: number): Explanation['candidates'] {
  const looked = group.obstacles(facts, now)
  const lowest = Math.min(...looked.flatMap(({ deployment, obstacle }) => (obstacle ? [] : deployment.order)))
  return looked.map(({ deployment, obstacle }) => {
    const eligible = obstacle === undefined && deployment.order === lowest
    const reason = obstacle
      ? describeObstacle(deployment, obstacle, facts, now)
      : eligible
        ? 'can take the call'
        : `is kept for when order ${lowest} has no healthy deployment`
    return { group: group.name, deployment: deployment.id, model: deployment.model, eligible, reason }
  })
}
