import type { ModelTable } from '../src/contract/prices.js'

const DEEPSEEK = 'https://api-docs.deepseek.com/quick_start/pricing'

/** Peak hours of DeepSeek, Monday to Friday; Chinese holidays are off-peak too and not known here. */
const peak = (rates: { input: number; output: number; cacheRead: number }) => [
  { start: '01:00', end: '04:00', weekdays: true as const, rates },
  { start: '06:00', end: '10:00', weekdays: true as const, rates },
]

const DEEPSEEK_FLASH = {
  input: 0.15,
  output: 0.6,
  cacheRead: 0.003,
  hours: peak({ input: 0.3, output: 1.2, cacheRead: 0.006 }),
}

const CHAT = { vision: true, tools: true, reasoning: true, prompt_caching: true, system_messages: true } as const
const MILLION = { context: 1_050_000, input: 922_000, output: 128_000 } as const

/** OpenAI's models of the sixth generation: above 272,000 tokens input and cache cost twice, output half as much again. */
const gpt6 = (input: number, output: number, cacheRead: number) => ({
  input,
  output,
  cacheRead,
  cacheWrite: input * 1.25,
  tiers: [
    {
      above: 272_000,
      rates: { input: input * 2, output: output * 1.5, cacheRead: cacheRead * 2, cacheWrite: input * 2.5 },
    },
  ],
})

const PERPLEXITY = 'https://docs.perplexity.ai/docs/getting-started/pricing'

/**
 * A request costs more with more context of the search. These are for little, which is the default; both sources have
 * a larger one. The answer states its own cost, and that is what a call reports; recorded ones have these figures
 * (perplexity-chat-c57b534211, -ad66196b25, -6f5b0028fc).
 */
const SONAR = {
  sonar: { input: 1, output: 1, request: 0.005 },
  'sonar-pro': { input: 3, output: 15, request: 0.006 },
  'sonar-reasoning-pro': { input: 2, output: 8, request: 0.006 },
}

/** What neither source has, or has no longer: read from the vendor's page in November 2026. Fields replace those of the table. */
export const PATCH: ModelTable = {
  'deepseek/deepseek-flash': {
    mode: 'chat',
    prices: DEEPSEEK_FLASH,
    limits: { context: 1_000_000, output: 384_000 },
    abilities: { vision: true, tools: true, reasoning: true, prompt_caching: true },
    source: DEEPSEEK,
  },
  // The page: an old name of deepseek-flash since version 4.1, and billed as it.
  'deepseek/deepseek-v4-flash': {
    prices: {
      ...DEEPSEEK_FLASH,
      from: '2026-09-10',
      changes: [
        { from: '1970-01-01', prices: { input: 0.14, output: 0.28, cacheRead: 0.0028 } },
        {
          from: '2026-08-17',
          prices: {
            input: 0.22,
            output: 0.66,
            cacheRead: 0.007,
            hours: peak({ input: 0.44, output: 1.32, cacheRead: 0.014 }),
          },
        },
      ],
    },
    limits: { context: 1_000_000, output: 384_000 },
    source: DEEPSEEK,
  },
  'deepseek/deepseek-v4-pro': {
    prices: {
      input: 0.66,
      output: 1.98,
      cacheRead: 0.022,
      hours: peak({ input: 1.32, output: 3.96, cacheRead: 0.044 }),
      from: '2026-08-17',
      changes: [{ from: '1970-01-01', prices: { input: 0.435, output: 0.87, cacheRead: 0.003625 } }],
    },
    limits: { context: 1_000_000, output: 384_000 },
    source: DEEPSEEK,
  },
  'anthropic/claude-sonnet-5-5': {
    mode: 'chat',
    prices: {
      input: 2,
      output: 10,
      cacheRead: 0.1,
      cacheWrite: 2.5,
      cacheWrite1h: 4,
      webSearch: 0.01,
      uplifts: { 'geo:us': 1.1 },
      from: '2026-10-07',
      changes: [
        {
          from: '1970-01-01',
          prices: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, cacheWrite1h: 4, webSearch: 0.01 },
        },
      ],
    },
    limits: { context: 1_000_000, output: 128_000 },
    abilities: CHAT,
    source: 'https://platform.claude.com/docs/en/models/sonnet-5-5/overview',
  },
  'anthropic/claude-haiku-5-5': {
    mode: 'chat',
    prices: {
      input: 0.1,
      output: 0.5,
      cacheRead: 0.01,
      cacheWrite: 0.125,
      cacheWrite1h: 0.2,
      webSearch: 0.01,
      uplifts: { 'geo:us': 1.1 },
      tiers: [
        { above: 100_000, rates: { input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625, cacheWrite1h: 1 } },
      ],
    },
    limits: { context: 1_000_000, output: 128_000 },
    abilities: CHAT,
    source: 'https://platform.claude.com/docs/en/about-claude/pricing',
  },
  'openai/gpt-6.1-sol': {
    mode: 'chat',
    prices: gpt6(2, 10, 0.1),
    limits: MILLION,
    abilities: CHAT,
    source: 'https://developers.openai.com/api/docs/models/gpt-6.1-sol',
  },
  'openai/gpt-6.2-sol': {
    mode: 'chat',
    prices: gpt6(2, 10, 0.1),
    limits: MILLION,
    abilities: CHAT,
    source: 'https://developers.openai.com/api/docs/pricing',
  },
  'openai/gpt-6.2-astra': {
    mode: 'chat',
    prices: gpt6(8, 40, 0.4),
    limits: MILLION,
    abilities: CHAT,
    source: 'https://developers.openai.com/api/docs/pricing',
  },
  ...Object.fromEntries(
    Object.entries(SONAR).map(([model, prices]) => [`perplexity/${model}`, { prices, source: PERPLEXITY }]),
  ),
}
