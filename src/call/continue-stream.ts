import type { ProviderCompletion } from '../contract/chat.js'
import { isModelRelayError } from '../contract/errors.js'
import { classifyFailure } from '../router/classify-failure.js'
import { type Answer, attemptStream, closeStream, type OpenStream } from './attempt.js'
import type { ChatCall } from './chat-call.js'
import { route } from './route.js'

/**
 * The text that a broken stream had given, where another deployment of the same model can be asked to say it again and
 * go on; undefined where it cannot be done without repeating or losing something. Only a deterministic request
 * (`temperature: 0`) with a plain text so far qualifies.
 */
export function continuable(
  call: ChatCall,
  error: unknown,
  partial: ProviderCompletion | undefined,
): string | undefined {
  const { router } = call.runtime
  if (router?.rules.onStreamError !== 'continue' || call.signal.aborted || !isModelRelayError(error)) return undefined
  // One that says something else is not deterministic, whatever its temperature: nobody else would fit either.
  if (classifyFailure(error, false).health === 'none' || call.attempts.length >= router.rules.maxAttempts)
    return undefined
  const { temperature, n, logprobs } = call.request
  // Log probabilities come in pieces that need not end where the text that was read ends.
  if (temperature !== 0 || (n ?? 1) > 1 || logprobs || partial?.choices.length !== 1) return undefined
  const { content, role: _, refusal, tool_calls, ...others } = partial.choices[0]?.message ?? {}
  const plain = !refusal && !tool_calls && Object.values(others).every((value) => value === undefined || value === null)
  return plain && typeof content === 'string' && content !== '' ? content : undefined
}

/** Opens the stream anew at a deployment of the same model; undefined: none answers. The first failure is then told. */
export async function reopen(call: ChatCall, thrown: unknown): Promise<Answer<OpenStream> | undefined> {
  const { placement } = call
  if (placement === undefined) return undefined
  placement.failed(classifyFailure(thrown, false), thrown)
  call.broken.push(placement.deployment)
  call.restartClock()
  call.onlyModel = placement.deployment.modelName
  try {
    const opened = await route(call, (target, cancel) => attemptStream(call, target, cancel), closeStream)
    call.placement?.spoke()
    return opened
  } catch {
    return undefined
  }
}
