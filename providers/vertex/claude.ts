import { addBilled, type ChatTranslator, pathSegment } from '../../src/provider.js'
import { type ModelFacts, modelFacts } from '../anthropic/models.js'
import { toRequest } from '../anthropic/request.js'
import { toCompletion } from '../anthropic/response.js'
import { createStream } from '../anthropic/stream.js'
import { locationOf, parentOf } from './location.js'
import { publisherModel } from './publisher.js'

const VERSION = 'vertex-2023-10-16'

/** Native JSON output and strict tools are Anthropic's own API's (quirks.md 88). */
const factsOf = (model: string): ModelFacts => ({ ...modelFacts(model), structured: false })

/** Claude on Vertex: Anthropic's Messages API under another path, the model in the path (quirks.md 88). */
export const claudeOnVertex: ChatTranslator = {
  path: '/v1',
  toRequest(request, call) {
    const { stream, report } = call
    const { name } = publisherModel(call.model)
    const { body, headers } = toRequest(request, { model: name, stream, report, facts: factsOf(name) })
    // A region costs more than `global`: https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai
    addBilled(report, { uplifts: locationOf(call) === 'global' ? undefined : ['geo:region'] })
    const { model: _, ...rest }: Record<string, unknown> = { ...body }
    const method = stream ? 'streamRawPredict' : 'rawPredict'
    return {
      path: `/v1${parentOf(call)}/publishers/anthropic/models/${pathSegment(name)}:${method}`,
      body: { anthropic_version: VERSION, ...rest },
      ...(headers && { headers }),
    }
  },
  toCompletion: (body, call, request) => toCompletion(body, call, request, factsOf(call.model)),
  createStream: (call, request) => createStream(call, request, factsOf(call.model)),
}
