import { Tokenizer } from './tokenizer.js'
import { Vocabulary } from './vocabulary.js'

export type Encoding = 'o200k' | 'cl100k'

const VOCABULARIES = {
  o200k: () => import('gpt-tokenizer/bpeRanks/o200k_base'),
  cl100k: () => import('gpt-tokenizer/bpeRanks/cl100k_base'),
} satisfies Record<Encoding, () => Promise<{ default: ReadonlyArray<string | number[]> }>>

/** How a text falls into words before its bytes are merged. */
const loadPatterns = () => import('gpt-tokenizer/encodingParams/constants')

// One per process, whoever asks: each holds its 10 MB of tables, and nothing in them changes.
const loaded = new Map<Encoding, Promise<Tokenizer>>()

/** The tokenizer of an encoding, loaded on first use (0.1 s; 45 MB). */
export function tokenizerOf(encoding: Encoding): Promise<Tokenizer> {
  let tokenizer = loaded.get(encoding)
  if (tokenizer === undefined) {
    tokenizer = load(encoding)
    tokenizer.catch(() => loaded.delete(encoding)) // a failed load must not be remembered
    loaded.set(encoding, tokenizer)
  }
  return tokenizer
}

async function load(encoding: Encoding): Promise<Tokenizer> {
  const [{ default: tokens }, patterns] = await Promise.all([VOCABULARIES[encoding](), loadPatterns()])
  const { source, flags } = encoding === 'o200k' ? patterns.O200K_TOKEN_SPLIT_REGEX : patterns.CL100K_TOKEN_SPLIT_REGEX
  // A copy: a global pattern remembers where it was.
  return new Tokenizer(new Vocabulary(tokens), new RegExp(source, flags))
}
