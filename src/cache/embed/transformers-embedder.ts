import { MissingDependencyError } from '../../contract/errors.js'
import type { EmbedFunction } from './embed.js'

export interface TransformersEmbedderOptions {
  /** A sentence-embedding model on the Hugging Face hub. Default `Xenova/all-MiniLM-L6-v2` (Apache-2.0, English). */
  model?: string
  /** Form of the weights: `'fp32'`, `'q8'`. Default: what `@huggingface/transformers` chooses. */
  dtype?: string
}

/**
 * Vectors made in this process by `@huggingface/transformers`, which you install; it downloads the model on first use.
 * Rejects with `MissingDependencyError` where it is not installed.
 */
export function transformersEmbedder({
  model = 'Xenova/all-MiniLM-L6-v2',
  dtype,
}: TransformersEmbedderOptions = {}): EmbedFunction {
  let extractor: ReturnType<typeof open> | undefined
  const embed = async (texts: string[]): Promise<number[][]> => {
    extractor ??= open(model, dtype)
    // Tried again with the next question: what failed may be a download.
    extractor.catch(() => {
      extractor = undefined
    })
    const output = await (await extractor)(texts, { pooling: 'mean', normalize: true })
    return output.tolist()
  }
  return Object.assign(embed, { model })
}

async function open(model: string, dtype: string | undefined) {
  const transformers = await import('@huggingface/transformers').catch(() => undefined)
  if (!transformers) throw new MissingDependencyError('@huggingface/transformers')
  return transformers.pipeline('feature-extraction', model, dtype === undefined ? {} : { dtype })
}
