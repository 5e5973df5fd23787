import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openai } from '../../providers/openai/index.js'
import { fromRow } from '../../providers/openai-compatible/index.js'
import { isModelRelayError, isRecord } from '../../src/provider.js'
import { chatRequest } from '../openai/arbitraries.js'
import { complete, deepFreeze, eventStream, stream } from '../openai/wire.js'
import { runs } from '../support/runs.js'
import { hostileBody, hostileEvent, output } from './arbitraries.js'
import { answered, eventsOf, inputOf, messageIn, response, streamed, text } from './ask.js'

const ours = (error: unknown) => {
  if (error !== undefined && !isModelRelayError(error)) throw error
}

describe('whatever comes', () => {
  it('a whole answer is a completion or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(hostileBody, async (body) => {
        try {
          const { choices } = await answered(JSON.stringify(body))
          expect(choices).toHaveLength(1)
        } catch (error) {
          ours(error)
        }
      }),
      { numRuns: runs(1500) },
    )
  })

  it('a stream is chunks and an end or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileEvent, { maxLength: 6 }), async (events) => {
        const { error, chunks } = await streamed(eventStream(events))
        ours(error)
        expect(new Set(chunks.map((chunk) => chunk.id)).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(1500) },
    )
  })
})

it('a stream put together again equals the whole answer', async () => {
  await fc.assert(
    fc.asyncProperty(output, fc.boolean(), async (items, cut) => {
      const ended = cut && { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
      const body = response(items, ended || {})
      const { reply, error } = await streamed(eventsOf(body))
      expect(error).toBeUndefined()
      expect(reply).toEqual(await answered(body))
    }),
    { numRuns: runs(1000) },
  )
})

it('a turn sent back holds its items in order, whatever they were', async () => {
  await fc.assert(
    fc.asyncProperty(output, async (items) => {
      const message: unknown = JSON.parse(JSON.stringify(await messageIn(items)))
      const types = (list: readonly unknown[]) =>
        list.map((item) => (isRecord(item) ? (item['type'] ?? 'message') : ''))
      const returned = await inputOf([message])
      // Open reasoning without a word says nothing, and neither does a lone message without one.
      const telling = items.filter(
        (item) =>
          item.type !== 'reasoning' || 'encrypted_content' in item || item.content.some((part) => part.text !== ''),
      )
      const [only] = telling
      const silent = telling.length === 1 && only?.type === 'message' && types(returned).length === 0
      expect(types(returned)).toEqual(silent ? [] : types(telling))
    }),
    { numRuns: runs(1000) },
  )
})

const KNOWN = new Set([
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'reasoning',
])
const other = fromRow({ prefix: 'acme', name: 'Acme', apiKeyEnv: [], docs: '', responses: true })

it('a request is never changed and is one that the endpoint takes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(openai, other),
      chatRequest,
      fc.boolean(),
      async (provider, request, streaming) => {
        const before = JSON.stringify(request)
        const asked = deepFreeze({ ...request, model: `responses/${request.model}` })
        const body = response([text('ok')])
        const { sent } = streaming
          ? await stream(provider, eventsOf(body), asked)
          : await complete(provider, asked, { body })
        expect(JSON.stringify(request)).toBe(before)
        const input = Array.isArray(sent['input']) ? sent['input'].filter(isRecord) : []
        for (const { type = 'message', call_id } of input) {
          expect(KNOWN).toContain(type)
          if (call_id !== undefined) expect(String(call_id).length).toBeLessThanOrEqual(64)
        }
        for (const tool of Array.isArray(sent['tools']) ? sent['tools'] : [])
          expect(tool).not.toHaveProperty('function')
        if (provider === openai && sent['max_output_tokens'] !== undefined)
          expect(sent['max_output_tokens']).toBeGreaterThanOrEqual(16)
        for (const extra of [
          'messages',
          'thinking_blocks',
          'parsed',
          'cache_control',
          'provider_specific_fields',
          'response_format',
          'max_tokens',
        ])
          expect(JSON.stringify(sent)).not.toContain(`"${extra}":`)
      },
    ),
    { numRuns: runs(1000) },
  )
})
