import { type CallFacts, kindOf } from './facts.js'
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
  /** By estimate. Close to a limit a call counts them, and may find another number. */
  promptTokens: number
  needs: readonly string[]
  /** Each deployment that was looked at, in order. */
  candidates: Array<{ group: string; deployment: string; model: string; eligible: boolean; reason: string }>
  /** The names that would be tried after the first. */
  fallbacks: readonly string[]
}

/** Looks at everything that a call would look at, and takes nothing. `given`: the call's own fallbacks. */
export function explain(core: RouterCore, name: string, facts: CallFacts, given?: readonly string[]): Explanation {
  const now = Date.now()
  const groups = groupsOf(core, core.group(name), facts, given)
  const [first = core.group(name), ...others] = groups
  const explanation: Explanation = {
    group: first.name,
    promptTokens: facts.promptTokens,
    needs: facts.needs,
    candidates: groups.flatMap((group) => candidatesOf(group, facts, now)),
    fallbacks: others.map((group) => group.name),
  }
  for (const group of groups) {
    const pick = group.queue.hasAhead({ priority: facts.priority, kind: kindOf(facts) })
      ? undefined
      : group.preview(facts, favouriteOf(core, group, facts))
    if (!pick) continue
    explanation.group = group.name
    explanation.deployment = pick.id
    break
  }
  return explanation
}

/** The groups that a call without room would look at, each once: after each group its own fallbacks. */
function groupsOf(core: RouterCore, first: Group, facts: CallFacts, given: readonly string[] | undefined): Group[] {
  const groups = [first]
  for (const [at, group] of groups.entries()) {
    const kind = group.tooSmall(facts, Date.now()) ? 'context-window' : 'general'
    const names = fallbacksOf(core.rules.fallbacks, group, kind, at === 0 ? given : undefined)
    const fresh = names.map((name) => core.group(name)).filter((one) => !groups.includes(one))
    groups.splice(at + 1, 0, ...new Set(fresh))
  }
  return groups
}

/** Where the call's session or prompt prefix is. A state that has to ask somebody is not waited for. */
function favouriteOf(core: RouterCore, group: Group, facts: CallFacts): string | undefined {
  const key = core.affinityKey(group, facts)
  const known = key === undefined ? undefined : core.state.affinity(key)
  return known instanceof Promise ? undefined : known
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
