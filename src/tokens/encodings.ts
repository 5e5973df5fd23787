import { Tokenizer } from './tokenizer.js'
import { Vocabulary } from './vocabulary.js'

export type Encoding = 'o200k' | 'cl100k'

const CONTRACTION = `'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE])`

/**
 * How a text falls into words before its bytes are merged.
 * https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py
 */
const WORDS: Readonly<Record<Encoding, string>> = {
  o200k: [
    String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:${CONTRACTION})?`,
    String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:${CONTRACTION})?`,
    String.raw`\p{N}{1,3}`,
    String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
    String.raw`\s*[\r\n]+`,
    String.raw`\s+(?!\S)`,
    String.raw`\s+`,
  ].join('|'),
  cl100k: [
    CONTRACTION,
    String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`,
    String.raw`\p{N}{1,3}`,
    String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`,
    String.raw`\s+$`,
    String.raw`\s*[\r\n]`,
    String.raw`\s+(?!\S)`,
    String.raw`\s`,
  ].join('|'),
}

const LOAD = {
  o200k: () => import('gpt-tokenizer/bpeRanks/o200k_base'),
  cl100k: () => import('gpt-tokenizer/bpeRanks/cl100k_base'),
} satisfies Record<Encoding, () => Promise<{ default: ReadonlyArray<string | number[]> }>>

// One per process, whoever asks: each holds its 10 MB of tables, and nothing in them changes.
const loaded = new Map<Encoding, Promise<Tokenizer>>()

/** The tokenizer of an encoding, loaded on first use (0.1 s; 45 MB). */
export function tokenizerOf(encoding: Encoding): Promise<Tokenizer> {
  let tokenizer = loaded.get(encoding)
  if (tokenizer === undefined) {
    tokenizer = LOAD[encoding]().then(
      ({ default: tokens }) => new Tokenizer(new Vocabulary(tokens), new RegExp(WORDS[encoding], 'gu')),
    )
    tokenizer.catch(() => loaded.delete(encoding)) // a failed load must not be remembered
    loaded.set(encoding, tokenizer)
  }
  return tokenizer
}
