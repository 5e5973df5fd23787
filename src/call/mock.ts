import { createHash } from 'node:crypto'
import type { Mock, MockAnswer } from '../contract/call.js'
import type { ProviderCompletion, ProviderRequest } from '../contract/chat.js'
import type { ProviderEmbedding, ProviderEmbeddingRequest } from '../contract/embedding.js'
import { isModelRelayError, ModelRelayError } from '../contract/errors.js'
import { randomId } from '../contract/ids.js'
import type { Provider, ProviderCall } from '../contract/provider.js'
import { toUsage } from '../contract/usage.js'
import { replayChunks } from '../stream/replay.js'
import { abortable } from '../transport/abortable.js'

/** The provider with its wire cut: parameters are still its own, the answer is the mock's. */
export function mockProvider(provider: Provider, mock: Mock): Provider {
  const complete = async (request: ProviderRequest, { model, signal, report }: ProviderCall) => {
    const answer = await abortable(answerOf(mock, request), signal)
    const completion = toCompletion(answer, request, model)
    const reason = completion.choices[0]?.finish_reason
    if (reason) report.finishReason = reason
    return completion
  }
  return {
    ...provider,
    needsDownload: () => false,
    complete,
    embed: (request) => mockEmbedding(mock, request),
    async stream(request, call) {
      const completion = await complete(request, call)
      return (async function* () {
        yield replayChunks(completion)
      })()
    },
  }
}

/** Small vectors that depend on the text alone. */
async function mockEmbedding(
  mock: Mock,
  { input, model, dimensions = 8 }: ProviderEmbeddingRequest,
): Promise<ProviderEmbedding> {
  if (mock instanceof Error) throw asRelayError(mock)
  const data = input.map((item, index) => {
    const bytes = createHash('sha256').update(JSON.stringify(item)).digest()
    const embedding = Array.from({ length: dimensions }, (_, at) => ((bytes[at % 32] ?? 0) - 127.5) / 127.5)
    return { object: 'embedding' as const, index, embedding }
  })
  const tokens = Math.ceil(JSON.stringify(input).length / 4)
  return { object: 'list', model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } }
}

/** What a function throws counts as what it returns. */
async function answerOf(mock: Mock, request: ProviderRequest): Promise<MockAnswer> {
  if (typeof mock !== 'function') return mock
  try {
    return await mock(request)
  } catch (error) {
    return error instanceof Error ? error : new ModelRelayError(String(error))
  }
}

/** A copy: the call writes its attempts and provider into an error, and one mock serves many calls. */
function asRelayError(error: Error): ModelRelayError {
  if (!isModelRelayError(error)) return new ModelRelayError(error.message, { code: 'mock_error', cause: error })
  return Object.create(Object.getPrototypeOf(error), unfrozen(Object.getOwnPropertyDescriptors(error)))
}

function unfrozen(properties: PropertyDescriptorMap): PropertyDescriptorMap {
  for (const property of Object.values(properties)) {
    property.configurable = true
    if ('value' in property) property.writable = true
  }
  return properties
}

function toCompletion(answer: MockAnswer, request: ProviderRequest, model: string): ProviderCompletion {
  if (answer instanceof Error) throw asRelayError(answer)
  // The call adds to a reply; the caller's stays as it is.
  if (typeof answer !== 'string') return structuredClone(answer)
  return {
    id: randomId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    // Four characters a token: enough to let budgets and dashboards see a plausible call.
    usage: toUsage({
      prompt: Math.ceil(JSON.stringify(request.messages).length / 4),
      completion: Math.ceil(answer.length / 4),
    }),
  }
}
