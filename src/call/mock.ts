import type { Mock, MockAnswer } from '../contract/call.js'
import type { ProviderCompletion, ProviderRequest } from '../contract/chat.js'
import { isModelRelayError, ModelRelayError } from '../contract/errors.js'
import { randomId } from '../contract/ids.js'
import type { Provider, ProviderCall } from '../contract/provider.js'
import { toUsage } from '../contract/usage.js'
import { replayChunks } from '../stream/replay.js'

/** The provider with its wire cut: parameters are still its own, the answer is the mock's. */
export function mockProvider(provider: Provider, mock: Mock): Provider {
  const complete = async (request: ProviderRequest, { model, signal, report }: ProviderCall) => {
    const answer = typeof mock === 'function' ? await mock(request) : mock
    signal.throwIfAborted()
    const completion = toCompletion(answer, request, model)
    const reason = completion.choices[0]?.finish_reason
    if (reason) report.finishReason = reason
    return completion
  }
  return {
    ...provider,
    complete,
    async stream(request, call) {
      const completion = await complete(request, call)
      return (async function* () {
        yield replayChunks(completion)
      })()
    },
  }
}

function toCompletion(answer: MockAnswer, request: ProviderRequest, model: string): ProviderCompletion {
  if (answer instanceof Error)
    throw isModelRelayError(answer)
      ? answer
      : new ModelRelayError(answer.message, { code: 'mock_error', cause: answer })
  if (typeof answer !== 'string') return { ...answer }
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
