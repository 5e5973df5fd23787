/**
 * Of `@huggingface/transformers` 3 and 4, what is used; it takes about 300 MB and is not installed for development.
 * https://huggingface.co/docs/transformers.js/api/pipelines
 */
declare module '@huggingface/transformers' {
  type Extractor = (
    texts: string[],
    options: { pooling: 'mean'; normalize: boolean },
  ) => Promise<{ tolist(): number[][] }>

  export function pipeline(task: 'feature-extraction', model: string, options: { dtype?: string }): Promise<Extractor>
}
