import type { ProviderCompletion } from '../contract/chat.js'

/** Whether an answer may be given again: whole, and neither refused nor filtered nor cut at its length. */
export function isStorable({ choices }: ProviderCompletion): boolean {
  return (
    choices.length > 0 &&
    choices.every(
      ({ finish_reason, message }) =>
        finish_reason !== 'length' && finish_reason !== 'content_filter' && !message.refusal,
    )
  )
}
