import type { CacheEntry, EmbedTexts, SemanticExplanation, SemanticMatch } from '../../contract/cache.js'
import { APITimeoutError } from '../../contract/errors.js'
import { QuestionEmbedder } from '../embed/question-embedder.js'
import { defaultThreshold } from '../embed/thresholds.js'
import { questionGuards } from '../guards/question-guards.js'
import { type Guard, readQuestion } from '../guards/question-text.js'
import type { Neighbour } from '../vectors/vector-index.js'
import { withinMs } from '../within-ms.js'
import type { SemanticOptions, VerifyQuestion } from './semantic-options.js'

/** What a cache keeps by a key, where it is not expired. */
export interface StoredAnswer {
  entry: CacheEntry
  question: string
}

const MAX_LENGTH = 1_000
const VERIFY_MS = 5_000

/** Decides which stored question, if any, is the one that is asked. The same for every semantic cache. */
export class QuestionMatcher {
  /** Cosine from which a question may be taken for another. */
  readonly threshold: number
  readonly #embedder: QuestionEmbedder
  readonly #guards: readonly Guard[]
  readonly #verify: VerifyQuestion | undefined
  readonly #verifyMs: number
  readonly #maxLength: number

  /** Of options that `checkSemanticOptions` took. */
  constructor(options: SemanticOptions) {
    const { embed, threshold, guards = true, verify, verifyTimeout, maxLength } = options
    this.#embedder = new QuestionEmbedder({
      embed,
      timeout: options.embedTimeout,
      remember: options.rememberVectors,
      batchMs: options.batchMs,
    })
    this.threshold = threshold ?? defaultThreshold(this.#embedder.model)
    this.#guards = guards === false ? [] : [...questionGuards, ...(guards === true ? [] : guards)]
    this.#verify = verify
    this.#verifyMs = verifyTimeout ?? VERIFY_MS
    this.#maxLength = maxLength ?? MAX_LENGTH
  }

  connect(relay: EmbedTexts): void {
    this.#embedder.connect(relay)
  }

  /** Name of the model that makes the vectors, where it is known. Vectors of two models must never be compared. */
  get model(): string | undefined {
    return this.#embedder.model
  }

  /** Why a text is not compared at all; undefined: it is. */
  unfit(text: string): string | undefined {
    if (text.trim() === '') return 'the question is empty'
    if (text.length <= this.#maxLength) return undefined
    return `the question is longer than ${this.#maxLength} characters (maxLength)`
  }

  vectorOf(text: string): Promise<Float32Array> {
    return this.#embedder.embed(text)
  }

  /** The first of the neighbours, best first, that nothing speaks against; and what spoke against those before it. */
  async choose(
    text: string,
    neighbours: readonly Neighbour[],
    load: (key: string) => StoredAnswer | undefined | Promise<StoredAnswer | undefined>,
  ): Promise<SemanticExplanation> {
    const nearest: SemanticExplanation['nearest'] = []
    let match: SemanticMatch | undefined
    for (const { key, similarity } of neighbours) {
      const stored = await load(key)
      if (!stored) continue
      const { question, entry } = stored
      const refused = match ? undefined : await this.#refusal(text, question, similarity)
      nearest.push(refused === undefined ? { question, similarity } : { question, similarity, refused })
      if (!match && refused === undefined) match = { entry, key, similarity, question }
    }
    const reason = match ? toHitReason(match, this.threshold) : toMissReason(nearest[0])
    return match ? { match, nearest, reason } : { nearest, reason }
  }

  async #refusal(asked: string, stored: string, similarity: number): Promise<string | undefined> {
    if (similarity < this.threshold)
      return `similarity ${similarity.toFixed(3)} is below the threshold ${this.threshold}`
    if (asked === stored) return undefined
    const [ours, theirs] = [readQuestion(asked), readQuestion(stored)]
    for (const guard of this.#guards) {
      const refused = guard(ours, theirs)
      if (refused !== undefined) return refused
    }
    return (await this.#isVerified(asked, stored, similarity)) ? undefined : 'verify said no'
  }

  async #isVerified(asked: string, stored: string, similarity: number): Promise<boolean> {
    const verify = this.#verify
    if (!verify) return true
    const late = () => new APITimeoutError(`verify did not answer within ${this.#verifyMs} ms.`)
    return withinMs(this.#verifyMs, late, async (signal) => verify({ asked, stored, similarity, signal }))
  }
}

function toHitReason({ similarity, question }: SemanticMatch, threshold: number): string {
  return `similarity ${similarity.toFixed(3)}, at least ${threshold}, and nothing speaks against it: ${question}`
}

function toMissReason(best: SemanticExplanation['nearest'][number] | undefined): string {
  return best ? `the nearest is refused: ${best.refused}` : 'nothing is stored of this partition'
}
