import type { CallOptions } from '../contract/call.js'
import type { AnyRequest } from '../contract/hooks.js'
import type { CallFacts } from '../router/facts.js'
import { needsOf } from '../router/needs.js'
import { estimateTokens } from '../tokens/estimate.js'

/** What a router wants to know of a call before it chooses. */
export function estimateFacts(request: AnyRequest, { tags, user, metadata, region, priority }: CallOptions): CallFacts {
  return {
    request,
    stream: 'stream' in request && request.stream === true,
    promptTokens: estimateTokens(request),
    maxOutputTokens: maxOutputOf(request),
    needs: needsOf(request),
    tags: tags ?? NONE,
    regions: region === undefined ? NONE : typeof region === 'string' ? [region] : region,
    user: user ?? request.user,
    metadata,
    priority: priority ?? 0,
  }
}

const NONE: readonly string[] = []

/** An embedding answers no tokens. */
function maxOutputOf(request: AnyRequest): number | undefined {
  return 'messages' in request ? (request.max_completion_tokens ?? request.max_tokens ?? undefined) : 0
}
