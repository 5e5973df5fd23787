import type { FinishReason } from './chat.js'

/**
 * The finish reason that is true: some vendors say `stop` beside complete tool calls, or `tool_calls` without any.
 * A cut (`length`) or filtered answer stays what it is, since its last call may be half.
 */
export function settleFinish(reason: FinishReason, hasToolCalls: boolean): FinishReason {
  if (hasToolCalls) return reason === 'stop' || reason === 'function_call' ? 'tool_calls' : reason
  return reason === 'tool_calls' || reason === 'function_call' ? 'stop' : reason
}
