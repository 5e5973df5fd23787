import type { ModelPrices } from '../../src/index.js'

// Rates of real models, from the vendors' price pages as of 2026-08.
export const SONNET: ModelPrices = {
  input: 3,
  output: 15,
  cacheRead: 0.3,
  cacheWrite: 3.75,
  cacheWrite1h: 6,
  webSearch: 0.01,
}
export const SONNET_LONG: ModelPrices = {
  ...SONNET,
  tiers: [{ above: 200_000, rates: { input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5, cacheWrite1h: 12 } }],
}
export const GPT: ModelPrices = {
  input: 1.25,
  output: 10,
  cacheRead: 0.125,
  webSearch: 0.01,
  tools: { file_search: 0.0025, code_interpreter: 0.03 },
  service: {
    flex: { input: 0.625, output: 5, cacheRead: 0.0625 },
    priority: { input: 2.5, output: 20, cacheRead: 0.25 },
    batch: { input: 0.625, output: 5 },
  },
}
export const GPT_LONG: ModelPrices = {
  input: 2.5,
  output: 15,
  cacheRead: 0.25,
  tiers: [{ above: 272_000, rates: { input: 5, output: 22.5, cacheRead: 0.5 } }],
  service: {
    flex: { input: 1.25, output: 7.5, tiers: [{ above: 272_000, rates: { input: 2.5, output: 11.25 } }] },
  },
}
export const GEMINI: ModelPrices = {
  input: 1.25,
  output: 10,
  cacheRead: 0.125,
  tiers: [{ above: 200_000, rates: { input: 2.5, output: 15, cacheRead: 0.25 } }],
}
export const FLASH: ModelPrices = {
  input: 0.3,
  output: 2.5,
  cacheRead: 0.03,
  inputAudio: 1,
  cacheReadAudio: 0.1,
  outputImage: 30,
  webSearch: 0.035,
}
export const AUDIO: ModelPrices = { input: 2.5, output: 10, inputAudio: 40, outputAudio: 80 }
export const QWEN: ModelPrices = { input: 1.2, output: 6, reasoning: 12 }
export const MANY_TIERS: ModelPrices = {
  input: 1,
  output: 10,
  cacheRead: 0.1,
  tiers: [
    { above: 1_000, rates: { input: 2, output: 20, cacheRead: 0.2 } },
    { above: 10_000, rates: { input: 4, output: 40, cacheRead: 0.4 } },
  ],
}
export const MARGINAL: ModelPrices = { ...MANY_TIERS, tierRule: 'marginal' }
export const DEEPSEEK: ModelPrices = {
  input: 0.27,
  output: 1.1,
  cacheRead: 0.07,
  hours: [{ start: '16:30', end: '00:30', rates: { input: 0.135, output: 0.55, cacheRead: 0.035 } }],
}
export const DATED: ModelPrices = {
  input: 2,
  output: 8,
  from: '2026-07-01',
  changes: [
    { from: '2025-01-01', prices: { input: 10, output: 30 } },
    { from: '2026-01-01', prices: { input: 5, output: 15 } },
    { from: '2027-01-01', prices: { input: 1, output: 4 } },
  ],
}
