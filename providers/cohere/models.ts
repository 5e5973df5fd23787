/** Models that answer without thinking: https://docs.cohere.com/docs/models. A fine-tuned one ends in `-ft`. */
const PLAIN = /^command(?:-(?:light|nightly|r|r-plus|r7b|a-vision|a-translate)(?:-.*)?|-a-\d.*|-a)?$|^c4ai-|-ft$/

/** Whether a model takes and gives `thinking`. What is not known is taken for a newer model, and those think. */
export function thinks(model: string): boolean {
  return !PLAIN.test(model)
}
