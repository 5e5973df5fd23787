import type { ProviderCompletion } from '../contract/chat.js'
import type { ChatCall } from './chat-call.js'

/**
 * Sets `message.parsed` where the request had a schema. Validation is loaded with the first such answer.
 * @throws SchemaValidationError
 */
export async function parseAnswer(call: ChatCall, completion: ProviderCompletion): Promise<void> {
  if (call.responseFormat?.type !== 'json_schema') return
  const { parseChoices } = await import('../schema/parse-choices.js')
  await parseChoices(completion, call.request.response_format)
}
