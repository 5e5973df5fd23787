import { classifyError, errorFacts, type ModelRelayError, type ProviderCall } from '../../src/provider.js'

/**
 * The HTTP status of each error type that a 200 can hold: recordings cohere-chat-ce2a92eb14 (as a 400) and
 * cohere-chat-stream-2ca5d70629. A call that the model wrote wrongly is as good as a bad request: the advice is to
 * change messages or tools.
 */
const STATUS: Readonly<Record<string, number>> = {
  TOO_MANY_TOKENS: 400,
  INVALID_TOOL_GENERATION: 400,
}

/** The error for an answer or a `message-end` that says `ERROR`, or that holds nothing but a message. */
export function toFailure(body: unknown, { provider, model, report }: ProviderCall): ModelRelayError {
  const facts = errorFacts(body)
  const status = facts.type !== undefined && Object.hasOwn(STATUS, facts.type) ? STATUS[facts.type] : undefined
  return classifyError({ ...facts, status }, { provider, model, requestId: report.requestId })
}
