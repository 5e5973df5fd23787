import type { ErrorFacts, ProviderCall } from '../../../src/provider.js'

/** What the translators of `/responses` need to know of the host and the call. */
export interface ResponsesContext {
  /** The provider's id, under which reasoning is kept. */
  provider: string
  /** The vendor's own name of the model, without `responses/`. */
  model: string
  /** OpenAI's rules for its own models apply (53, 58). */
  openaiModels: boolean
  /** Reasoning is asked for in encrypted form, to be sent back (59). */
  encryptedReasoning: boolean
}

export interface AnswerContext extends ResponsesContext {
  call: ProviderCall
  /** The host states what an answer cost. */
  statesCost: boolean
  /** What the host's own errors say beyond OpenAI's. */
  errorFacts?: ((facts: ErrorFacts, body: unknown) => ErrorFacts) | undefined
}

export interface InputContext extends ResponsesContext {
  /** Gives ids of calls a form that fits. */
  callId(id: string): string
}

/** The deprecated `function_call` has no id: its message's place stands for one. */
export const legacyCallId = (at: number): string => `call_function_${Math.max(at, 0)}`
