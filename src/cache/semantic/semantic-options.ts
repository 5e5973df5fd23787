import { BadRequestError } from '../../contract/errors.js'
import type { Embed } from '../embed/embed.js'
import type { Guard } from '../guards/question-text.js'

/** Whether the answer to `stored` answers `asked` too. */
export type VerifyQuestion = (pair: {
  asked: string
  stored: string
  similarity: number
  signal: AbortSignal
}) => boolean | Promise<boolean>

/** What all semantic caches take. */
export interface SemanticOptions {
  /** What turns questions into vectors: a model, which the relay asks, or a function. */
  embed: Embed
  /** Cosine from which a question may be taken for another. Default: by the embedder, 0.93 where it was not measured. */
  threshold?: number
  /**
   * What must agree beside the vectors: numbers, names and the like. Default `true`. A list: these too. `false`: nothing,
   * which is unsafe.
   */
  guards?: boolean | readonly Guard[]
  /** Has the last word on a question that everything else lets through; what it throws is a miss. Default: nobody is asked. */
  verify?: VerifyQuestion
  /** ms that `verify` has. Default 5,000. */
  verifyTimeout?: number
  /** Characters of a question at most; longer ones are not compared, since vectors lose what is small in them. Default 1,000. */
  maxLength?: number
  /** ms that the embedder has for one batch. Default 2,000. */
  embedTimeout?: number
  /** ms that a question waits for others to be embedded with. Default 0: those asked in the same turn go together. */
  batchMs?: number
  /** Vectors of questions that are remembered by their text. Default 1,000. */
  rememberVectors?: number
}

/** @throws BadRequestError that names the option */
export function checkSemanticOptions(cache: string, options: SemanticOptions): void {
  const { embed, threshold, verifyTimeout, maxLength, embedTimeout, rememberVectors } = options
  if (typeof embed !== 'function' && (typeof embed !== 'string' || embed === ''))
    throw new BadRequestError(`${cache} embed: expected a model ('openai/text-embedding-3-small') or a function.`, {
      param: 'embed',
    })
  checkNumbers(cache, { threshold, verifyTimeout, maxLength, embedTimeout, rememberVectors })
  if (threshold !== undefined && threshold > 1)
    throw new BadRequestError(`${cache} threshold: expected 1 at most.`, { param: 'threshold' })
}

/** @throws BadRequestError that names the option */
export function checkNumbers(cache: string, options: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !(Number.isFinite(value) && value > 0))
      throw new BadRequestError(`${cache} ${name}: expected a number above 0.`, { param: name })
}
