import { describe, expect, it } from 'vitest'
import { anthropic } from '../../providers/anthropic/index.js'
import { modelFacts } from '../../providers/anthropic/models.js'
import type { ProviderRequest, TransportRequest, TransportResponse } from '../../src/provider.js'
import { callOf } from './call.js'

const request: ProviderRequest = { model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'Hi' }] }
const answer = { id: 'msg_1', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn' }

/** A call whose transport answers once and keeps what it was sent. */
function callWith(connection: object, answered: { status?: number; headers?: Record<string, string>; body?: unknown }) {
  const seen: TransportRequest[] = []
  const text = JSON.stringify(answered.body ?? answer)
  const response: TransportResponse = {
    status: answered.status ?? 200,
    header: (name) => answered.headers?.[name],
    text: async () => text,
    bytes: async function* () {
      yield new TextEncoder().encode(text)
    },
    discard: () => {},
  }
  const call = {
    ...callOf(),
    connection,
    transport: {
      send: async (sent: TransportRequest) => {
        seen.push(sent)
        return response
      },
    },
  }
  return { call, seen }
}

describe('the provider', () => {
  it('sends to the Messages API with its version and the key', async () => {
    const { call, seen } = callWith({ apiKey: 'secret' }, {})
    const reply = await anthropic.complete(request, call)
    expect(reply.choices[0]?.message.content).toBe('Hello')
    expect(seen[0]).toMatchObject({
      method: 'POST',
      baseURL: 'https://api.anthropic.com',
      path: '/v1/messages',
      headers: { 'x-api-key': 'secret', 'anthropic-version': '2023-06-01' },
    })
  })

  it("adds the caller's betas to those that the request needs", async () => {
    const { call, seen } = callWith({ apiKey: 'k', headers: { 'Anthropic-Beta': 'mine, files-api-2025-04-14' } }, {})
    const file: ProviderRequest = {
      ...request,
      messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file_1' } }] }],
    }
    await anthropic.complete(file, call)
    expect(seen[0]?.headers['anthropic-beta']).toBe('files-api-2025-04-14,mine')
  })

  it('says what is left of the rate limits', async () => {
    const headers = {
      'request-id': 'req_1',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:00Z',
      'anthropic-ratelimit-tokens-remaining': '1000',
    }
    const { call } = callWith({ apiKey: 'k' }, { headers })
    await anthropic.complete(request, call)
    expect(call.report).toMatchObject({
      requestId: 'req_1',
      rateLimit: {
        requests: { limit: 50, remaining: 49, resetAt: Date.parse('2026-01-01T00:00:00Z') },
        tokens: { remaining: 1000 },
      },
    })
  })

  it.each([
    [400, 'invalid_request_error', 'prompt is too long: 3 tokens > 2 maximum', 'ContextWindowExceededError'],
    [401, 'authentication_error', 'invalid x-api-key', 'AuthenticationError'],
    [404, 'not_found_error', 'model: x', 'NotFoundError'],
    [413, 'request_too_large', 'Request exceeds the maximum size', 'ContextWindowExceededError'],
    [429, 'rate_limit_error', 'Number of requests has exceeded your rate limit', 'RateLimitError'],
    [529, 'overloaded_error', 'Overloaded', 'ServiceUnavailableError'],
  ])('%i %s (%s) is a %s', async (status, type, message, name) => {
    const { call } = callWith({ apiKey: 'k' }, { status, body: { type: 'error', error: { type, message } } })
    await expect(anthropic.complete(request, call)).rejects.toMatchObject({ name, status })
  })
})

describe('the facts of a model', () => {
  it.each([
    ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
    ['claude-sonnet-4-5', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['claude-sonnet-4-0', 'claude-sonnet-4@20250514'],
    ['claude-haiku-4-5', 'anthropic/claude-haiku-4.5'],
    ['claude-3-5-haiku-latest', 'claude-3.5-haiku'],
    ['claude-opus-4-7', 'claude-opus-4-8'],
    ['claude-3-haiku-20240307', 'claude-3-opus-20240229'],
    ['claude-3-opus-20240229', 'claude-2.1'],
    ['claude-instant-1.2', 'anthropic.claude-v2:1'],
    ['claude-future-9', 'claude-next'],
  ])('%s are those of %s', (name, other) => {
    expect(modelFacts(other)).toEqual(modelFacts(name))
  })

  it('of a family grow with its version', () => {
    expect(modelFacts('claude-opus-4-1').thinking).toBe('budget')
    expect(modelFacts('claude-opus-4-6').thinking).toBe('both')
    expect(modelFacts('claude-opus-4-7').thinking).toBe('adaptive')
    expect(modelFacts('claude-opus-6').forcedTools).toBe(false)
    expect(modelFacts('claude-3-7-sonnet-20250219').thinking).toBe('budget')
    expect(modelFacts('gpt-4o').claude).toBe(false)
  })
})
