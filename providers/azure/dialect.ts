import type { Dialect, ModelDialect } from '../openai/dialect.js'

/** OpenAI's own models as Azure serves them. The numbers are those of the list of quirks. */
export const azureDialect: Dialect = {
  openaiModels: true, // 53
  developerRole: 'reasoning-models', // 53
  strictTools: true, // 51
  toolCallIds: '40-characters', // 31
  promptCacheKeyLength: 64, // 57
  reasoningAsText: true, // 30
}

/** Other makers' models on Azure. */
export const otherMakers: readonly ModelDialect[] = [{ model: /deepseek/i, quirks: { jsonObjectAsSchema: true } }] // 67

/** Foundry serves every maker's models: what holds for OpenAI's alone is for those. */
export const foundryModels: readonly ModelDialect[] = [
  ...otherMakers,
  { model: /^(?:responses\/)?(?:gpt-\d|chatgpt-|o\d|codex-)/, quirks: azureDialect },
]
