import { describe, expect, test } from 'vitest'
import type { Cost, ModelPrices } from '../../src/index.js'
import { at } from './cost-case.js'
import { recordings, replay, whereRecordings } from './replay.js'

const all = recordings()

/** Rates that tell by the cost what was charged. */
const prices: ModelPrices = { input: 1, output: 10, cacheRead: 0.1, reasoning: 20, inputAudio: 3 }

interface Case {
  id: string
  /** What the vendor counts, and the rule. */
  counts: string
  cost: Partial<Cost>
}

// docs/cost.md has the same table.
const CASES: Case[] = [
  {
    id: 'azure-chat-stream-22409c9844',
    counts: '161 cached of 7 prompt tokens: no more is cached than there is',
    cost: { input: 0, cacheRead: at(0.1, 7), output: at(10, 8) },
  },
  {
    id: 'azure-chat-stream-4586182ade',
    counts: '373 cached of 235 prompt tokens',
    cost: { input: 0, cacheRead: at(0.1, 235), output: at(10, 90) },
  },
  {
    id: 'doubleword-chat-stream-12d4af6201',
    counts: '19 reasoning of 16 completion tokens: no more is reasoning than there is',
    cost: { input: at(1, 4_865), output: at(20, 16) },
  },
  {
    id: 'mistral-chat-746a0d89d8',
    counts: '375 audio tokens beside 9 of the prompt, in the total alone: they are of the prompt',
    cost: { input: at(1, 9) + at(3, 375), output: at(10, 201) },
  },
  {
    id: 'mistral-chat-fbdb7901e5',
    counts: 'the same, and 9 of the 11 are cached',
    cost: { input: at(1, 2) + at(3, 375), cacheRead: at(0.1, 9), output: at(10, 15) },
  },
  {
    id: 'vercel_gateway-chat-06299dcc66',
    counts: '49 reasoning of 5 completion tokens: the vendor states the cost, with both in it',
    cost: { other: 0.0001434, total: 0.0001434, source: 'provider' },
  },
  {
    id: 'xai-chat-399d641bd0',
    counts: '255 reasoning beside 26 completion tokens: the vendor states the cost, with both in it',
    cost: { other: 0.0001777, total: 0.0001777, source: 'provider' },
  },
]

describe.skipIf(all.length === 0)(`counts that contradict each other${whereRecordings}`, () => {
  test.each(CASES)('$id: $counts', async ({ id, cost }) => {
    const recording = all.find((one) => one.id === id)
    const answer = recording && (await replay(recording, { prices }))
    expect(answer?.meta.cost).toMatchObject(
      Object.fromEntries(
        Object.entries(cost).map(([part, usd]) => [part, typeof usd === 'number' ? expect.closeTo(usd, 12) : usd]),
      ),
    )
  })

  test('xAI leaves reasoning out of the answer in chat, and has it there in responses: it is charged once in both', async () => {
    for (const recording of all) {
      if (recording.provider !== 'xai') continue
      const answer = await replay(recording)
      const { reasoning_tokens: reasoning = 0 } = answer?.usage?.completion_tokens_details ?? {}
      if (answer?.usage) expect(answer.usage.completion_tokens, recording.id).toBeGreaterThanOrEqual(reasoning)
    }
  })
})
