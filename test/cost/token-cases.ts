import { at, type CostCase, usage } from './cost-case.js'
import { AUDIO, FLASH, GPT, QWEN, SONNET } from './vendor-rates.js'

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

/** What tokens are charged as. */
export const tokenCases: readonly CostCase[] = [...plain, ...caches, ...answers, ...media]
