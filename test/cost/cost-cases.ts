import type { ModelPrices } from '../../src/index.js'
import { at, type CostCase, usage } from './cost-case.js'

// Rates of real models, from the vendors' price pages as of 2026-08.
const SONNET: ModelPrices = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6, webSearch: 0.01 }
const SONNET_LONG: ModelPrices = {
  ...SONNET,
  tiers: [{ above: 200_000, rates: { input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5, cacheWrite1h: 12 } }],
}
const GPT: ModelPrices = {
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
const GPT_LONG: ModelPrices = {
  input: 2.5,
  output: 15,
  cacheRead: 0.25,
  tiers: [{ above: 272_000, rates: { input: 5, output: 22.5, cacheRead: 0.5 } }],
  service: {
    flex: { input: 1.25, output: 7.5, tiers: [{ above: 272_000, rates: { input: 2.5, output: 11.25 } }] },
  },
}
const GEMINI: ModelPrices = {
  input: 1.25,
  output: 10,
  cacheRead: 0.125,
  tiers: [{ above: 200_000, rates: { input: 2.5, output: 15, cacheRead: 0.25 } }],
}
const FLASH: ModelPrices = {
  input: 0.3,
  output: 2.5,
  cacheRead: 0.03,
  inputAudio: 1,
  cacheReadAudio: 0.1,
  outputImage: 30,
  webSearch: 0.035,
}
const AUDIO: ModelPrices = { input: 2.5, output: 10, inputAudio: 40, outputAudio: 80 }
const QWEN: ModelPrices = { input: 1.2, output: 6, reasoning: 12 }
const MANY_TIERS: ModelPrices = {
  input: 1,
  output: 10,
  cacheRead: 0.1,
  tiers: [
    { above: 1_000, rates: { input: 2, output: 20, cacheRead: 0.2 } },
    { above: 10_000, rates: { input: 4, output: 40, cacheRead: 0.4 } },
  ],
}
const MARGINAL: ModelPrices = { ...MANY_TIERS, tierRule: 'marginal' }
const DEEPSEEK: ModelPrices = {
  input: 0.27,
  output: 1.1,
  cacheRead: 0.07,
  hours: [{ start: '16:30', end: '00:30', rates: { input: 0.135, output: 0.55, cacheRead: 0.035 } }],
}
const DATED: ModelPrices = {
  input: 2,
  output: 8,
  from: '2026-07-01',
  changes: [
    { from: '2025-01-01', prices: { input: 10, output: 30 } },
    { from: '2026-01-01', prices: { input: 5, output: 15 } },
    { from: '2027-01-01', prices: { input: 1, output: 4 } },
  ],
}

const plain: CostCase[] = [
  {
    title: 'prompt and answer',
    prices: SONNET,
    usage: usage(1_000, 200),
    cost: { input: at(3, 1_000), output: at(15, 200) },
  },
  { title: 'one token', prices: SONNET, usage: usage(1, 0), cost: { input: 0.000003 } },
  { title: 'no tokens', prices: SONNET, usage: usage(0, 0), cost: {} },
  { title: 'a model that is free', prices: { input: 0, output: 0 }, usage: usage(500, 500), cost: {} },
  {
    title: 'a rate with seven decimals',
    prices: { input: 0.0000005, output: 0 },
    usage: usage(3_000_000, 0),
    cost: { input: 0.0000015 },
  },
  { title: 'a rate of thirds', prices: { input: 1 / 3, output: 0 }, usage: usage(3, 0), cost: { input: 0.000001 } },
  {
    title: 'a rate that binary cannot hold',
    prices: { input: 0.1, output: 0.2 },
    usage: usage(7, 7),
    cost: { input: 0.0000007, output: 0.0000014 },
  },
  {
    title: 'a hundred million tokens',
    prices: { input: 75, output: 150 },
    usage: usage(100_000_000, 0),
    cost: { input: 7_500 },
  },
  {
    title: 'an embedding, which has no answer',
    prices: { input: 0.02 },
    usage: usage(8_191, 0),
    cost: { input: 0.00016382 },
  },
]

const caches: CostCase[] = [
  {
    title: 'what was read from the cache is not paid as input',
    prices: SONNET,
    usage: usage(10_000, 0, { cached: 9_000 }),
    cost: { input: at(3, 1_000), cacheRead: at(0.3, 9_000) },
  },
  {
    title: 'all of the prompt from the cache',
    prices: SONNET,
    usage: usage(5_000, 10, { cached: 5_000 }),
    cost: { cacheRead: at(0.3, 5_000), output: at(15, 10) },
  },
  {
    title: 'written and read',
    prices: SONNET,
    usage: usage(6_000, 100, { cached: 2_000, written: 3_000 }),
    cost: { input: at(3, 1_000), cacheRead: at(0.3, 2_000), cacheWrite: at(3.75, 3_000), output: at(15, 100) },
  },
  {
    title: 'written for an hour',
    prices: SONNET,
    usage: usage(3_000, 0, { written: 3_000 }),
    billed: { cacheWrite1hTokens: 3_000 },
    cost: { cacheWrite: at(6, 3_000) },
  },
  {
    title: 'written for five minutes and for an hour',
    prices: SONNET,
    usage: usage(1_000, 0, { written: 900 }),
    billed: { cacheWrite1hTokens: 400 },
    cost: { input: at(3, 100), cacheWrite: at(3.75, 500) + at(6, 400) },
  },
  {
    title: 'more written for an hour than written',
    prices: SONNET,
    usage: usage(1_000, 0, { written: 500 }),
    billed: { cacheWrite1hTokens: 800 },
    cost: { input: at(3, 500), cacheWrite: at(6, 500) },
  },
  {
    title: 'written for an hour without a price of its own',
    prices: { input: 3, output: 15, cacheWrite: 3.75 },
    usage: usage(100, 0, { written: 100 }),
    billed: { cacheWrite1hTokens: 100 },
    cost: { cacheWrite: at(3.75, 100) },
  },
  {
    title: 'a cache without prices is paid as input',
    prices: { input: 2, output: 4 },
    usage: usage(1_000, 0, { cached: 600, written: 300 }),
    cost: { input: at(2, 100), cacheRead: at(2, 600), cacheWrite: at(2, 300) },
  },
  {
    title: 'more cached than prompt tokens (Grok on Azure: 314 against 262)',
    prices: { input: 0.2, output: 0.5, cacheRead: 0.05 },
    usage: usage(262, 50, { cached: 314 }),
    cost: { cacheRead: at(0.05, 262), output: at(0.5, 50) },
  },
  {
    title: 'cached and written are together more than the prompt',
    prices: SONNET,
    usage: usage(1_000, 0, { cached: 700, written: 700 }),
    cost: { cacheRead: at(0.3, 700), cacheWrite: at(3.75, 300) },
  },
]

const answers: CostCase[] = [
  {
    title: 'reasoning is in the answer and paid once',
    prices: GPT,
    usage: usage(100, 1_000, { reasoning: 900 }),
    cost: { input: at(1.25, 100), output: at(10, 1_000) },
  },
  {
    title: 'reasoning with a price of its own',
    prices: QWEN,
    usage: usage(100, 1_000, { reasoning: 900 }),
    cost: { input: at(1.2, 100), output: at(6, 100) + at(12, 900) },
  },
  {
    title: 'more reasoning than answer (Doubleword: 19 against 16)',
    prices: GPT,
    usage: usage(4_865, 16, { reasoning: 19 }),
    cost: { input: at(1.25, 4_865), output: at(10, 16) },
  },
  {
    title: 'more reasoning than answer, at a price of its own',
    prices: QWEN,
    usage: usage(0, 16, { reasoning: 19 }),
    cost: { output: at(12, 16) },
  },
  {
    title: 'reasoning outside the answer is in it once we have counted (xAI: 26 and 255)',
    prices: { input: 0.3, output: 0.5, cacheRead: 0.075 },
    usage: usage(307, 281, { cached: 244, reasoning: 255 }),
    cost: { input: at(0.3, 63), cacheRead: at(0.075, 244), output: at(0.5, 281) },
  },
  {
    title: 'predicted tokens that were rejected are in the answer',
    prices: GPT,
    usage: usage(10, 50),
    cost: { input: at(1.25, 10), output: at(10, 50) },
  },
]

const media: CostCase[] = [
  {
    title: 'audio in the prompt',
    prices: AUDIO,
    usage: usage(1_000, 0, { audio: 400 }),
    cost: { input: at(2.5, 600) + at(40, 400) },
  },
  {
    title: 'audio in the answer',
    prices: AUDIO,
    usage: usage(0, 500, { answerAudio: 450 }),
    cost: { output: at(10, 50) + at(80, 450) },
  },
  {
    title: 'audio in the answer and reasoning beside it',
    prices: AUDIO,
    usage: usage(0, 500, { answerAudio: 450, reasoning: 100 }),
    cost: { output: at(10, 50) + at(80, 450) },
  },
  {
    title: 'more audio than prompt',
    prices: AUDIO,
    usage: usage(100, 0, { audio: 375 }),
    cost: { input: at(40, 100) },
  },
  {
    title: 'audio that is partly cached',
    prices: FLASH,
    usage: usage(1_000, 0, { cached: 600, audio: 800 }),
    billed: { cachedAudioTokens: 500 },
    cost: { input: at(0.3, 100) + at(1, 300), cacheRead: at(0.03, 100) + at(0.1, 500) },
  },
  {
    title: 'audio all of which is cached, with nothing said of that',
    prices: FLASH,
    usage: usage(800, 0, { cached: 800, audio: 800 }),
    cost: { cacheRead: at(0.03, 800) },
  },
  {
    title: 'cached audio without a price of its own',
    prices: { input: 0.3, output: 2.5, cacheRead: 0.03 },
    usage: usage(800, 0, { cached: 800, audio: 800 }),
    billed: { cachedAudioTokens: 800 },
    cost: { cacheRead: at(0.03, 800) },
  },
  {
    title: 'audio without a price of its own',
    prices: { input: 2, output: 3 },
    usage: usage(100, 100, { audio: 60, answerAudio: 60 }),
    cost: { input: at(2, 100), output: at(3, 100) },
  },
  {
    title: 'audio beside the prompt is in it once we have counted (Mistral: 9 and 375)',
    prices: { input: 0.1, output: 0.3, inputAudio: 1.5 },
    usage: usage(384, 201, { audio: 375 }),
    cost: { input: at(0.1, 9) + at(1.5, 375), output: at(0.3, 201) },
  },
  {
    title: 'images in the prompt with a price of their own',
    prices: { input: 5, output: 10, inputImage: 8 },
    usage: usage(1_000, 0),
    billed: { promptImageTokens: 765 },
    cost: { input: at(5, 235) + at(8, 765) },
  },
  {
    title: 'images in the prompt as any token',
    prices: FLASH,
    usage: usage(1_000, 0),
    billed: { promptImageTokens: 258 },
    cost: { input: at(0.3, 1_000) },
  },
  {
    title: 'a generated image by its tokens',
    prices: FLASH,
    usage: usage(10, 1_300),
    billed: { completionImageTokens: 1_290 },
    cost: { input: at(0.3, 10), output: at(2.5, 10) + at(30, 1_290) },
  },
  {
    title: 'more image tokens than answer',
    prices: FLASH,
    usage: usage(0, 1_000),
    billed: { completionImageTokens: 1_290 },
    cost: { output: at(30, 1_000) },
  },
  {
    title: 'video in the prompt',
    prices: { input: 0.3, output: 2.5, inputVideo: 0.6 },
    usage: usage(5_000, 0, { audio: 500 }),
    billed: { promptVideoTokens: 4_000 },
    cost: { input: at(0.3, 1_000) + at(0.6, 4_000) },
  },
  {
    title: 'generated images by number',
    prices: { input: 5, output: 0, image: 0.04 },
    usage: usage(20, 0),
    billed: { images: 3 },
    cost: { input: at(5, 20), other: 0.12 },
  },
  {
    title: 'images of the prompt by number',
    prices: { input: 0.1, output: 0.1, promptImage: 0.0001 },
    usage: usage(20, 0),
    billed: { promptImages: 7 },
    cost: { input: at(0.1, 20), other: 0.0007 },
  },
]

const sizes: CostCase[] = [
  {
    title: 'a prompt as long as the tier begins pays the base (Gemini: up to 200k)',
    prices: GEMINI,
    usage: usage(200_000, 1_000),
    cost: { input: 0.25, output: 0.01 },
  },
  {
    title: 'one token more pays the tier for all (Gemini)',
    prices: GEMINI,
    usage: usage(200_001, 1_000),
    cost: { input: at(2.5, 200_001), output: 0.015 },
  },
  {
    title: 'cached tokens count for the size, and pay the tier (Gemini)',
    prices: GEMINI,
    usage: usage(210_000, 0, { cached: 205_000 }),
    cost: { input: at(2.5, 5_000), cacheRead: at(0.25, 205_000) },
  },
  {
    title: 'tokens written count for the size (Claude, 200k)',
    prices: SONNET_LONG,
    usage: usage(200_500, 100, { cached: 100_000, written: 100_000 }),
    cost: { input: at(6, 500), cacheRead: at(0.6, 100_000), cacheWrite: at(7.5, 100_000), output: at(22.5, 100) },
  },
  {
    title: 'an hour in the cache above the tier (Claude)',
    prices: SONNET_LONG,
    usage: usage(250_000, 0, { written: 250_000 }),
    billed: { cacheWrite1hTokens: 250_000 },
    cost: { cacheWrite: at(12, 250_000) },
  },
  {
    title: 'the answer does not count for the size',
    prices: GEMINI,
    usage: usage(150_000, 60_000),
    cost: { input: at(1.25, 150_000), output: at(10, 60_000) },
  },
  {
    title: 'above 272k (OpenAI)',
    prices: GPT_LONG,
    usage: usage(300_000, 2_000, { cached: 272_000 }),
    cost: { input: at(5, 28_000), cacheRead: at(0.5, 272_000), output: at(22.5, 2_000) },
  },
  {
    title: 'a service tier with a size of its own (flex above 272k)',
    prices: GPT_LONG,
    usage: usage(300_000, 0),
    billed: { serviceTier: 'flex' },
    cost: { input: at(2.5, 300_000) },
  },
  {
    title: 'a service tier below its size',
    prices: GPT_LONG,
    usage: usage(1_000, 0),
    billed: { serviceTier: 'flex' },
    cost: { input: at(1.25, 1_000) },
  },
  {
    title: 'the highest tier that is reached',
    prices: MANY_TIERS,
    usage: usage(20_000, 10),
    cost: { input: at(4, 20_000), output: at(40, 10) },
  },
  {
    title: 'the tier in the middle',
    prices: MANY_TIERS,
    usage: usage(10_000, 10),
    cost: { input: at(2, 10_000), output: at(20, 10) },
  },
  {
    title: 'marginal: below the first tier',
    prices: MARGINAL,
    usage: usage(1_000, 10),
    cost: { input: at(1, 1_000), output: at(10, 10) },
  },
  {
    title: 'marginal: each stretch at its own rate',
    prices: MARGINAL,
    usage: usage(12_000, 0),
    cost: { input: at(1, 1_000) + at(2, 9_000) + at(4, 2_000) },
  },
  {
    title: 'marginal: what was cached is the beginning',
    prices: MARGINAL,
    usage: usage(12_000, 0, { cached: 5_000 }),
    cost: { cacheRead: at(0.1, 1_000) + at(0.2, 4_000), input: at(2, 5_000) + at(4, 2_000) },
  },
  {
    title: 'marginal: the answer follows the prompt',
    prices: MARGINAL,
    usage: usage(1_500, 10),
    cost: { input: at(1, 1_000) + at(2, 500), output: at(20, 10) },
  },
]

const services: CostCase[] = [
  ...['default', 'auto', 'standard', 'on_demand', 'ON_DEMAND'].map(
    (serviceTier): CostCase => ({
      title: `the tier ${serviceTier} is the standard one`,
      prices: GPT,
      usage: usage(1_000, 0),
      billed: { serviceTier },
      cost: { input: at(1.25, 1_000) },
    }),
  ),
  {
    title: 'flex',
    prices: GPT,
    usage: usage(1_000, 100, { cached: 400 }),
    billed: { serviceTier: 'flex' },
    cost: { input: at(0.625, 600), cacheRead: at(0.0625, 400), output: at(5, 100) },
  },
  {
    title: 'flex, as Vertex says it',
    prices: GPT,
    usage: usage(1_000, 0),
    billed: { serviceTier: 'ON_DEMAND_FLEX' },
    cost: { input: at(0.625, 1_000) },
  },
  {
    title: 'priority',
    prices: GPT,
    usage: usage(1_000, 100),
    billed: { serviceTier: 'priority' },
    cost: { input: at(2.5, 1_000), output: at(20, 100) },
  },
  {
    title: 'batch',
    prices: GPT,
    usage: usage(1_000, 100),
    billed: { serviceTier: 'batch' },
    cost: { input: at(0.625, 1_000), output: at(5, 100) },
  },
  {
    title: 'what a tier does not name stays (cache reads in a batch)',
    prices: GPT,
    usage: usage(1_000, 0, { cached: 1_000 }),
    billed: { serviceTier: 'batch' },
    cost: { cacheRead: at(0.125, 1_000) },
  },
  {
    title: 'a tier without known prices: the standard ones, as an estimate',
    prices: SONNET,
    usage: usage(1_000, 0),
    billed: { serviceTier: 'priority' },
    cost: { input: at(3, 1_000) },
    estimated: true,
  },
  {
    title: 'capacity that is paid for otherwise has no price by token (Vertex)',
    prices: GEMINI,
    usage: usage(1_000, 10),
    billed: { serviceTier: 'PROVISIONED_THROUGHPUT' },
    cost: undefined,
  },
  {
    title: 'the same of OpenAI (scale)',
    prices: GPT,
    usage: usage(1_000, 10),
    billed: { serviceTier: 'scale' },
    cost: undefined,
  },
  {
    title: 'unless the user says what it is to count',
    prices: { ...GPT, service: { scale: { input: 0, output: 0 } } },
    usage: usage(1_000, 10),
    billed: { serviceTier: 'scale' },
    cost: {},
  },
  {
    title: 'a tier named like what every object has',
    prices: GPT,
    usage: usage(1_000, 0),
    billed: { serviceTier: 'constructor' },
    cost: { input: at(1.25, 1_000) },
    estimated: true,
  },
  {
    title: 'answered in the US alone (Claude, 1.1 times)',
    prices: { ...SONNET, uplifts: { 'geo:us': 1.1 } },
    usage: usage(1_000, 100, { cached: 400 }),
    billed: { uplifts: ['geo:us'] },
    cost: { input: at(3.3, 600), cacheRead: at(0.33, 400), output: at(16.5, 100) },
  },
  {
    title: 'a region without an uplift',
    prices: SONNET,
    usage: usage(1_000, 0),
    billed: { uplifts: ['geo:us'] },
    cost: { input: at(3, 1_000) },
  },
  {
    title: 'two uplifts',
    prices: { ...SONNET, uplifts: { 'geo:us': 1.1, 'speed:fast': 6 } },
    usage: usage(1_000, 0),
    billed: { uplifts: ['geo:us', 'speed:fast'] },
    cost: { input: at(19.8, 1_000) },
  },
]

const pieces: CostCase[] = [
  {
    title: 'searches of the web (Claude: 10 USD for 1,000)',
    prices: SONNET,
    usage: usage(100, 10),
    billed: { webSearches: 3 },
    cost: { input: at(3, 100), output: at(15, 10), other: 0.03 },
  },
  {
    title: 'an uplift is for tokens alone',
    prices: { ...SONNET, uplifts: { 'geo:us': 1.1 } },
    usage: usage(100, 0),
    billed: { webSearches: 1, uplifts: ['geo:us'] },
    cost: { input: at(3.3, 100), other: 0.01 },
  },
  {
    title: 'file search and a container',
    prices: GPT,
    usage: usage(100, 0),
    billed: { toolCalls: { file_search: 4, code_interpreter: 1 } },
    cost: { input: at(1.25, 100), other: 0.04 },
  },
  {
    title: 'a tool without a known price is left out, and said so',
    prices: GPT,
    usage: usage(100, 0),
    billed: { toolCalls: { image_generation: 1 } },
    cost: { input: at(1.25, 100) },
    estimated: true,
  },
  {
    title: 'a search without a known price',
    prices: GEMINI,
    usage: usage(100, 0),
    billed: { webSearches: 1 },
    cost: { input: at(1.25, 100) },
    estimated: true,
  },
  {
    title: 'a fee for the request',
    prices: { input: 1, output: 1, request: 0.005 },
    usage: usage(9, 12),
    cost: { input: at(1, 9), output: at(1, 12), other: 0.005 },
  },
  {
    title: 'a fee for the request is all there is',
    prices: { request: 0.002 },
    usage: usage(900, 1_200),
    cost: { other: 0.002 },
  },
  {
    title: 'tokens that are billed are fewer than those counted (Cohere)',
    prices: { input: 2.5, output: 10 },
    usage: usage(1_500, 40, { cached: 1_200 }),
    billed: { promptTokens: 12, completionTokens: 30 },
    cost: { cacheRead: at(2.5, 12), output: at(10, 30) },
  },
]

const times: CostCase[] = [
  {
    title: 'before the first price',
    prices: DATED,
    usage: usage(1_000, 0),
    at: '2024-06-01T00:00:00Z',
    cost: { input: at(10, 1_000) },
  },
  {
    title: 'the last moment of a price',
    prices: DATED,
    usage: usage(1_000, 0),
    at: '2025-12-31T23:59:59.999Z',
    cost: { input: at(10, 1_000) },
  },
  {
    title: 'the first moment of the next',
    prices: DATED,
    usage: usage(1_000, 0),
    at: '2026-01-01T00:00:00Z',
    cost: { input: at(5, 1_000) },
  },
  { title: 'today', prices: DATED, usage: usage(1_000, 0), cost: { input: at(2, 1_000) } },
  {
    title: 'a price that is announced',
    prices: DATED,
    usage: usage(1_000, 0),
    at: '2027-03-01T00:00:00Z',
    cost: { input: at(1, 1_000) },
  },
  {
    title: 'by day (DeepSeek)',
    prices: DEEPSEEK,
    usage: usage(1_000, 10),
    cost: { input: at(0.27, 1_000), output: at(1.1, 10) },
  },
  {
    title: 'in the cheap hours',
    prices: DEEPSEEK,
    usage: usage(1_000, 10, { cached: 500 }),
    at: '2025-03-01T16:30:00Z',
    cost: { input: at(0.135, 500), cacheRead: at(0.035, 500), output: at(0.55, 10) },
  },
  {
    title: 'in the cheap hours after midnight',
    prices: DEEPSEEK,
    usage: usage(1_000, 0),
    at: '2025-03-01T00:29:59Z',
    cost: { input: at(0.135, 1_000) },
  },
  {
    title: 'the end of an hour is not in it',
    prices: DEEPSEEK,
    usage: usage(1_000, 0),
    at: '2025-03-01T00:30:00Z',
    cost: { input: at(0.27, 1_000) },
  },
  {
    title: 'hours of working days, on a Saturday',
    prices: { input: 1, output: 1, hours: [{ start: '08:00', end: '18:00', weekdays: true, rates: { input: 2 } }] },
    usage: usage(1_000, 0),
    cost: { input: at(1, 1_000) },
  },
  {
    title: 'hours of working days, on a Friday',
    prices: { input: 1, output: 1, hours: [{ start: '08:00', end: '18:00', weekdays: true, rates: { input: 2 } }] },
    usage: usage(1_000, 0),
    at: '2026-07-31T12:00:00Z',
    cost: { input: at(2, 1_000) },
  },
  {
    title: 'a Friday night that ends on a Saturday',
    prices: { input: 1, output: 1, hours: [{ start: '22:00', end: '06:00', weekdays: true, rates: { input: 2 } }] },
    usage: usage(1_000, 0),
    at: '2026-08-01T05:00:00Z',
    cost: { input: at(2, 1_000) },
  },
]

const others: CostCase[] = [
  {
    title: 'what the vendor states wins, all of it in one part',
    prices: SONNET,
    usage: usage(1_000, 1_000),
    billed: { statedCost: 0.00417 },
    cost: { other: 0.00417 },
    source: 'provider',
  },
  {
    title: 'a stated cost of nothing',
    prices: SONNET,
    usage: usage(1_000, 1_000),
    billed: { statedCost: 0 },
    cost: {},
    source: 'provider',
  },
  {
    title: 'a stated cost with the noise of binary (Venice)',
    prices: {},
    usage: usage(5_728, 4),
    billed: { statedCost: 0.0005734000000000001 },
    cost: { other: 0.0005734 },
    source: 'provider',
  },
  {
    title: 'a stated cost that is no cost',
    prices: SONNET,
    usage: usage(1_000, 0),
    billed: { statedCost: -1 },
    cost: { input: at(3, 1_000) },
  },
  { title: 'tokens of an answer without a price', prices: { input: 3 }, usage: usage(100, 10), cost: undefined },
  { title: 'a prompt without a price', prices: { output: 3 }, usage: usage(100, 10), cost: undefined },
  { title: 'a model without any price', prices: {}, usage: usage(100, 10), cost: undefined },
  {
    title: 'counts that are none',
    prices: SONNET,
    usage: usage(Number.NaN, -5, { cached: Number.POSITIVE_INFINITY }),
    cost: {},
  },
]

export const costCases: readonly CostCase[] = [
  ...plain,
  ...caches,
  ...answers,
  ...media,
  ...sizes,
  ...services,
  ...pieces,
  ...times,
  ...others,
]
