import type { ChatChoice, ProviderCompletion, ResponseFormat } from '../contract/chat.js'
import { SchemaValidationError } from '../contract/errors.js'
import { isStandardSchema, type StandardSchema } from '../contract/standard-schema.js'
import { checkAnswer } from './check-answer.js'

/**
 * Sets `message.parsed` of each choice where the caller's `response_format` holds a schema: the validated value, or
 * null where the model refused, called a tool or was filtered.
 * @throws SchemaValidationError
 */
export async function parseChoices(
  completion: ProviderCompletion,
  format: ResponseFormat | StandardSchema | null | undefined,
): Promise<void> {
  if (!format || !(isStandardSchema(format) || format.type === 'json_schema')) return
  for (const choice of completion.choices)
    choice.message.parsed = hasNoAnswer(choice) ? null : await parseChoice(choice, format)
}

function hasNoAnswer({ message, finish_reason }: ChatChoice): boolean {
  return (
    finish_reason === 'content_filter' ||
    !!message.refusal ||
    !!message.function_call ||
    (message.tool_calls?.length ?? 0) > 0
  )
}

async function parseChoice({ message, finish_reason }: ChatChoice, format: ResponseFormat | StandardSchema) {
  const text = message.content ?? ''
  try {
    return await checkAnswer(text, format)
  } catch (error) {
    if (finish_reason !== 'length' || !(error instanceof SchemaValidationError)) throw error
    throw new SchemaValidationError(
      'The answer was cut by the token limit before it fitted its schema. Raise max_tokens or max_completion_tokens.',
      { text, issues: error.issues, cause: error },
    )
  }
}
