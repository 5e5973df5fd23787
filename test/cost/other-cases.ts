import { at, type CostCase, usage } from './cost-case.js'
import { DATED, DEEPSEEK, GEMINI, GPT, SONNET } from './vendor-rates.js'

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

/** What is not charged by token, prices of a day, and costs that are stated or not known. */
export const otherCases: readonly CostCase[] = [...pieces, ...times, ...others]
