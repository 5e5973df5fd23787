import { describe, expect, it } from 'vitest'
import { gemini } from '../../providers/gemini/index.js'
import type { ProviderRequest } from '../../src/provider.js'
import { sent } from './call.js'

const off = { type: 'disabled' } as const
const budget = (budget_tokens: number) => ({ type: 'enabled', budget_tokens }) as const

function thinking(model: string, request: Partial<ProviderRequest>) {
  const { body, dropped } = sent(request, { model })
  return [body.generationConfig?.['thinkingConfig'], dropped]
}

describe('how hard to think (quirks.md 113)', () => {
  it.each([
    ['gemini-2.5-flash', { reasoning_effort: 'low' }, { includeThoughts: true, thinkingBudget: 1024 }, []],
    ['gemini-2.5-flash', { reasoning_effort: 'high' }, { includeThoughts: true, thinkingBudget: 24_576 }, []],
    ['gemini-2.5-pro', { reasoning_effort: 'xhigh' }, { includeThoughts: true, thinkingBudget: 32_768 }, []],
    ['gemini-2.5-flash', { reasoning_effort: 'none' }, { thinkingBudget: 0 }, []],
    ['gemini-2.5-flash', { thinking: off }, { thinkingBudget: 0 }, []],
    ['gemini-2.5-pro', { thinking: off }, { thinkingBudget: 128 }, ['thinking']],
    ['gemini-2.5-flash', { thinking: budget(99_999) }, { includeThoughts: true, thinkingBudget: 24_576 }, ['thinking']],
    ['gemini-2.5-flash-lite', { thinking: budget(100) }, { includeThoughts: true, thinkingBudget: 512 }, ['thinking']],
    ['gemini-2.5-flash', { thinking: { type: 'adaptive' } }, { includeThoughts: true, thinkingBudget: -1 }, []],
    [
      'gemini-2.5-flash',
      { thinking: { type: 'adaptive', display: 'omitted' } },
      { includeThoughts: false, thinkingBudget: -1 },
      [],
    ],
    [
      'gemini-3-flash-preview',
      { reasoning_effort: 'minimal' },
      { includeThoughts: true, thinkingLevel: 'MINIMAL' },
      [],
    ],
    ['gemini-3-flash-preview', { reasoning_effort: 'xhigh' }, { includeThoughts: true, thinkingLevel: 'HIGH' }, []],
    ['gemini-3-flash-preview', { reasoning_effort: 'none' }, { thinkingLevel: 'MINIMAL' }, ['reasoning_effort']],
    ['gemini-3.7-flash', { reasoning_effort: 'minimal' }, { includeThoughts: true, thinkingLevel: 'LOW' }, []],
    ['gemini-flash-latest', { thinking: off }, { thinkingLevel: 'LOW' }, ['thinking']],
    ['gemini-3-pro-preview', { reasoning_effort: 'medium' }, { includeThoughts: true, thinkingLevel: 'HIGH' }, []],
    ['gemini-3.1-pro-preview', { reasoning_effort: 'medium' }, { includeThoughts: true, thinkingLevel: 'MEDIUM' }, []],
    [
      'gemini-3-flash-preview',
      { thinking: budget(8000) },
      { includeThoughts: true, thinkingLevel: 'MEDIUM' },
      ['thinking.budget_tokens'],
    ],
    ['gemini-3-flash-preview', { thinking: { type: 'adaptive' } }, { includeThoughts: true }, []],
    ['gemini-3-pro-image', { reasoning_effort: 'low' }, { includeThoughts: true, thinkingBudget: 1024 }, []],
    ['gemini-2.0-flash', { thinking: off }, undefined, []],
    ['gemini-2.5-flash', {}, undefined, []],
  ] satisfies Array<[string, Partial<ProviderRequest>, unknown, string[]]>)(
    '%s with %j',
    (model, request, config, dropped) => {
      expect(thinking(model, request)).toEqual([config, dropped])
    },
  )

  it('is refused by models that do not think, unless it asks for nothing', () => {
    const refused = (request: Partial<ProviderRequest>) =>
      gemini.unsupported?.({ model: '', messages: [], ...request }, 'gemini-2.0-flash')
    expect(refused({ reasoning_effort: 'low', thinking: budget(1024) })).toEqual(['thinking', 'reasoning_effort'])
    expect(refused({ reasoning_effort: 'none', thinking: off })).toEqual([])
  })
})
