import type { ContentBlock, ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { params } from '../../providers/bedrock/params.js'
import { toCompletion } from '../../providers/bedrock/response.js'
import { foldHistory } from '../../src/normalize/history.js'
import { isModelRelayError, isRecord, ModelRelayError, type ProviderRequest } from '../../src/provider.js'
import { chatRequest } from '../openai/arbitraries.js'
import { runs } from '../support/runs.js'
import {
  accumulated,
  CLAUDE,
  callOf,
  DEEPSEEK_R1,
  deepFreeze,
  GPT_OSS,
  LLAMA,
  MISTRAL,
  NOVA,
  sent,
  TITAN,
} from './call.js'

function answersOrFails(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ModelRelayError)
  }
}

const json = fc.jsonValue({ maxDepth: 3 })
const bytes = fc.uint8Array({ maxLength: 8 })
const anything = fc.oneof(json, bytes)
const field = (name: string, value: fc.Arbitrary<unknown>) => fc.record({ [name]: value })

const source = fc.record({ bytes: anything, s3Location: json }, { requiredKeys: [] })
const citation = fc.record(
  { title: json, location: fc.oneof(json, field('web', field('url', fc.constantFrom('https://a.example', 1)))) },
  { requiredKeys: [] },
)
const block = fc.oneof(
  json,
  field('text', anything),
  field(
    'toolUse',
    fc.oneof(json, fc.record({ toolUseId: json, name: fc.constantFrom('f', 'json', '', 1), input: json })),
  ),
  field(
    'toolResult',
    fc.oneof(json, field('content', fc.array(fc.oneof(json, field('image', field('source', source)))))),
  ),
  field('reasoningContent', fc.oneof(json, field('redactedContent', anything), field('reasoningText', json))),
  field('reasoningContent', field('reasoningText', fc.record({ text: json, signature: json }))),
  field(
    'citationsContent',
    fc.record({ content: fc.array(fc.oneof(json, field('text', json))), citations: fc.array(citation) }),
  ),
  field('image', fc.oneof(json, fc.record({ format: json, source }))),
)
const stopReason = fc.oneof(fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'malformed_tool_use'), json)
const metadata = fc.record(
  { usage: fc.oneof(json, fc.record({ inputTokens: json, outputTokens: json })), trace: json, serviceTier: json },
  { requiredKeys: [] },
)
const answer = fc
  .tuple(
    fc.record({ output: fc.oneof(json, field('message', field('content', fc.array(block)))), stopReason }),
    metadata,
  )
  .map(([body, more]) => ({ ...body, ...more }))

const index = fc.oneof(fc.constantFrom(0, 1), json)
const delta = fc.oneof(
  json,
  field('text', anything),
  field('toolUse', fc.oneof(json, field('input', json))),
  field(
    'reasoningContent',
    fc.record({ text: json, signature: json, redactedContent: anything }, { requiredKeys: [] }),
  ),
  field('citation', citation),
  field('toolResult', fc.oneof(json, fc.array(json))),
  field('image', fc.oneof(json, field('source', source))),
)
const event = fc.oneof(
  json,
  field('contentBlockStart', fc.record({ contentBlockIndex: index, start: fc.oneof(block, json) })),
  field('contentBlockDelta', fc.record({ contentBlockIndex: index, delta })),
  field('contentBlockStop', fc.record({ contentBlockIndex: index })),
  field('messageStop', fc.record({ stopReason, additionalModelResponseFields: json })),
  field('metadata', metadata),
  field('throttlingException', json),
)

const model = fc.constantFrom(CLAUDE, NOVA, MISTRAL, LLAMA, GPT_OSS, DEEPSEEK_R1, TITAN, 'us.anthropic.claude-opus-4-8')
const asJson: ProviderRequest = { model: '', messages: [], response_format: { type: 'json_object' } }

describe('whatever Bedrock answers', () => {
  it('as a body becomes a reply or an error of ours', () => {
    fc.assert(
      fc.property(fc.oneof(answer, json), model, fc.boolean(), (body, name, hidden) => {
        answersOrFails(() => JSON.stringify(toCompletion(deepFreeze(body), callOf(name), hidden ? asJson : undefined)))
      }),
      { numRuns: runs(1000) },
    )
  })

  it('as events adds up to a reply or ends in an error of ours', () => {
    const end = [{ messageStop: { stopReason: 'end_turn' } }]
    fc.assert(
      fc.property(fc.array(event), model, fc.boolean(), (events, name, hidden) => {
        const call = callOf(name, true)
        answersOrFails(() => accumulated(deepFreeze([...events, ...end]), call, hidden ? asJson : undefined))
      }),
      { numRuns: runs(1000) },
    )
  })
})

/** OpenAI's request as the call hands it on: only what the model takes, with a settled history. */
function handedOn(request: Record<string, unknown>, name: string): Record<string, unknown> & Partial<ProviderRequest> {
  const own = new Set(params(name))
  const kept = Object.entries(request).filter(([key]) => key === 'messages' || own.has(key))
  const body: Partial<ProviderRequest> = Object.fromEntries(kept)
  return { ...body, messages: foldHistory(body.messages ?? []) }
}

const idsIn = (content: readonly ContentBlock[], kind: 'toolUse' | 'toolResult'): string[] =>
  content.flatMap((block) => block[kind]?.toolUseId ?? [])

/** The rules that Converse refuses a request for. */
function checkRules({ messages = [], system = [], toolConfig }: ConverseCommandInput, name: string): void {
  expect(messages.length).toBeGreaterThan(0)
  messages.forEach(({ role, content = [] }, at) => {
    expect(role).toBe(at % 2 === 0 ? 'user' : 'assistant')
    expect(content.length).toBeGreaterThan(0)
    const before = messages[at - 1]?.content ?? []
    if (role === 'user') expect(idsIn(content, 'toolResult').toSorted()).toEqual(idsIn(before, 'toolUse').toSorted())
    for (const block of content) checkBlock(block, name)
    if (content.some(({ document }) => document)) expect(content.some(({ text }) => text)).toBe(true)
    if (!toolConfig) expect([...idsIn(content, 'toolUse'), ...idsIn(content, 'toolResult')]).toEqual([])
  })
  const last = messages.at(-1)
  const end = last?.role === 'assistant' ? last.content?.findLast(({ cachePoint }) => !cachePoint)?.text : undefined
  if (end !== undefined) expect(end).toBe(end.trimEnd())
  for (const { text } of system) if (text !== undefined) expect(text.trim()).not.toBe('')
  if (toolConfig) expect(toolConfig.tools?.length).toBeGreaterThan(0)
  const ids = messages.flatMap(({ content }) => idsIn(content ?? [], 'toolUse'))
  expect(new Set(ids).size).toBe(ids.length)
  const names = messages.flatMap(({ content }) => (content ?? []).flatMap(({ document }) => document?.name ?? []))
  expect(new Set(names).size).toBe(names.length)
  for (const one of names) expect(one).toMatch(/^[a-zA-Z0-9()[\]-]+(?: [a-zA-Z0-9()[\]-]+)*$/)
}

function checkBlock(block: ContentBlock, name: string): void {
  expect(Object.keys(block)).toHaveLength(1)
  if (block.text !== undefined) expect(block.text.trim()).not.toBe('')
  if (block.toolUse) {
    expect(block.toolUse.toolUseId).toMatch(name === MISTRAL ? /^[a-zA-Z0-9]{9}$/ : /^[a-zA-Z0-9_-]{1,64}$/)
    expect(block.toolUse.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
    expect(isRecord(block.toolUse.input)).toBe(true)
  }
  if (block.toolResult) expect(block.toolResult.content?.length).toBeGreaterThan(0)
  const reasoning = block.reasoningContent
  if (reasoning?.reasoningText) expect(reasoning.reasoningText.signature).toBeTruthy()
}

it("every request of OpenAI's form becomes one that keeps Converse's rules, and is never changed", () => {
  fc.assert(
    fc.property(chatRequest, model, (request, name) => {
      const body = deepFreeze(handedOn(request, name))
      const before = JSON.stringify(body)
      try {
        checkRules(sent(body, name).input, name)
      } catch (error) {
        if (!isModelRelayError(error)) throw error
      }
      expect(JSON.stringify(body)).toBe(before)
    }),
    { numRuns: runs(2000) },
  )
})
