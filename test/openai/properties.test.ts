import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openai } from '../../providers/openai/index.js'
import type { Dialect } from '../../providers/openai-compatible/index.js'
import { isModelRelayError } from '../../src/provider.js'
import { hostWith } from '../openai-compatible/rows-of.js'
import { runs } from '../support/runs.js'
import { chatRequest, hostileBody } from './arbitraries.js'
import { complete, deepFreeze, eventStream, stream } from './wire.js'

/** Every column that changes a request, in two hosts. */
const MANY: Dialect = {
  maxTokens: 'max_tokens',
  rename: { seed: 'random_seed' },
  maxTemperature: 1,
  promptCacheKeyLength: 9,
  body: { a: 1 },
  reasoning: { as: 'enable_thinking' },
  reasoningReplay: { field: 'thinking', turns: 'every' },
  callsOnlyContent: 'absent',
  flattenText: 'all',
  toolCallIds: '9-alphanumerics',
  toolMessageName: true,
  bridgeAfterTools: true,
  imageUrl: 'string',
  filePart: 'document_url',
  prefill: 'prefix',
  toolChoice: { required: 'any', named: 'filter' },
  toolSchema: 'mfjs',
  toolStream: true,
  jsonSchema: 'instruction',
  jsonObjectInstruction: true,
}
const OTHERS: Dialect = {
  reasoning: { as: 'reasoning' },
  reasoningDetails: true,
  reasoningReplay: { field: 'reasoning', turns: 'after-last-user' },
  cacheControl: true,
  strictTools: true,
  developerRole: true,
  toolSchema: 'no-additional-properties',
  jsonSchema: 'unnamed',
  filePart: 'file_url',
  prefill: 'echo',
  noStreamOptions: true,
  imagesInToolMessages: true,
  callsOnlyContent: 'empty',
}
const hosts = [openai, hostWith(MANY), hostWith(OTHERS), hostWith({})]
const host = fc.constantFrom(...hosts)

const ours = async (run: () => Promise<unknown>) => {
  try {
    await run()
  } catch (error) {
    if (!isModelRelayError(error)) throw error
  }
}

describe('whatever comes', () => {
  it('a whole answer is a completion or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(host, hostileBody, (provider, body) =>
        ours(async () => {
          const { reply } = await complete(provider, {}, { body: JSON.stringify(body) })
          expect(reply.choices.length).toBeGreaterThan(0)
          JSON.stringify(reply)
        }),
      ),
      { numRuns: runs(1500) },
    )
  })

  it('a stream is chunks and an end or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(host, fc.array(hostileBody, { maxLength: 5 }), async (provider, events) => {
        const { error, chunks } = await stream(provider, eventStream(events))
        if (error !== undefined && !isModelRelayError(error)) throw error
        expect(new Set(chunks.map(({ id }) => id)).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(1500) },
    )
  })

  it('an error body of any form is an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileBody,
        fc.constantFrom(400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 503, 529),
        async (body, status) => {
          const error: unknown = await complete(hostWith({}), {}, { status, body: JSON.stringify(body) }).catch(
            (thrown) => thrown,
          )
          if (!isModelRelayError(error)) throw error
          expect(error.status).toBe(status)
        },
      ),
      { numRuns: runs(500) },
    )
  })
})

it('a request is never changed and always travels as JSON', async () => {
  await fc.assert(
    fc.asyncProperty(host, chatRequest, fc.boolean(), async (provider, request, streaming) => {
      const before = JSON.stringify(request)
      const frozen = deepFreeze(request)
      const { sent } = streaming ? await stream(provider, [], frozen) : await complete(provider, frozen)
      expect(JSON.stringify(request)).toBe(before)
      expect(sent['messages']).toBeInstanceOf(Array)
      for (const extra of ['thinking_blocks', 'parsed', 'provider_specific_fields'])
        expect(JSON.stringify(sent)).not.toContain(`"${extra}":`)
    }),
    { numRuns: runs(1500) },
  )
})

describe('a stream put together again', () => {
  const text = fc.string({ maxLength: 12 })
  const call = fc.record({
    id: fc.constantFrom('a', 'b', '', 'c'),
    function: fc.record({ name: fc.constantFrom('f', 'g'), arguments: fc.constantFrom('', '{}', '{"n":1}') }),
  })
  const whole = fc.record({
    content: text,
    reasoning: text,
    refusal: fc.constantFrom(null, 'No.'),
    tool_calls: fc.uniqueArray(call, { maxLength: 3, selector: ({ id }) => id }),
    finish: fc.constantFrom('stop', 'length', 'tool_calls', 'content_filter', 'eos'),
  })

  it('equals the whole answer', async () => {
    await fc.assert(
      fc.asyncProperty(whole, fc.nat({ max: 5 }), async ({ finish, ...message }, size) => {
        const head = { id: 'c', model: 'm', created: 5 }
        const usage = { prompt_tokens: 3, completion_tokens: 4 }
        const { reply } = await complete(
          hostWith({}),
          {},
          { body: { ...head, choices: [{ message, finish_reason: finish }], usage } },
        )
        const deltas = [
          ...pieces(message.reasoning, size).map((reasoning) => ({ reasoning })),
          ...pieces(message.content, size).map((content) => ({ content })),
          { refusal: message.refusal },
          ...message.tool_calls.flatMap((one, index) => [
            { tool_calls: [{ index, id: one.id, function: { name: one.function.name, arguments: '' } }] },
            ...pieces(one.function.arguments, size).map((part) => ({
              tool_calls: [{ index, function: { arguments: part } }],
            })),
          ]),
        ]
        const choices = deltas.map((delta) => ({ ...head, choices: [{ index: 0, delta, finish_reason: null }] }))
        const events = [...choices, { ...head, choices: [{ index: 0, delta: {}, finish_reason: finish }], usage }]
        const streamed = await stream(hostWith({}), events)
        expect(withoutIds(streamed.reply)).toEqual(withoutIds(reply))
      }),
      { numRuns: runs(400) },
    )
  })
})

function pieces(text: string, size: number): string[] {
  const out: string[] = []
  for (let at = 0; at < text.length; at += size + 1) out.push(text.slice(at, at + size + 1))
  return out
}

/** Ids that the host left out are random. */
function withoutIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(/call_\w{24}/g, 'made'))
}
