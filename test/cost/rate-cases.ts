import { at, type CostCase, usage } from './cost-case.js'
import { GEMINI, GPT, GPT_LONG, MANY_TIERS, MARGINAL, SONNET, SONNET_LONG } from './vendor-rates.js'

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

/** Which rates hold. */
export const rateCases: readonly CostCase[] = [...sizes, ...services]
