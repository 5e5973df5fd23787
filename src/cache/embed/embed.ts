/**
 * What turns questions into vectors: the name of a model (`'openai/text-embedding-3-small'`), which the relay asks, or
 * a function.
 */
export type Embed = string | EmbedFunction

/** One vector for each text, in their order. Their length does not matter, only their direction. */
export interface EmbedFunction {
  (texts: string[], signal: AbortSignal): Promise<Array<ArrayLike<number>>>
  /** Name of the model, by which its threshold is known. */
  readonly model?: string
}
