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
}
