import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CallOptions, createRelay, isModelRelayError } from '../src/index.js'
import { anyRequest } from './support/any-request.js'
import { HARD_RULES, loneSurrogates, type Rules } from './support/hard-rules.js'
import { runs } from './support/runs.js'

interface Vendor {
  prefix: string
  models: readonly string[]
  rules: Rules
  options?: CallOptions
}

const VENDORS: readonly Vendor[] = [
  { prefix: 'openai', models: ['gpt-4o', 'o3', 'gpt-5'], rules: HARD_RULES.openai },
  {
    prefix: 'anthropic',
    models: ['claude-sonnet-4-5', 'claude-opus-4-7', 'claude-3-haiku-20240307'],
    rules: HARD_RULES.anthropic,
  },
  { prefix: 'gemini', models: ['gemini-2.5-flash', 'gemini-3-pro-preview'], rules: HARD_RULES.gemini },
  {
    prefix: 'vertex',
    models: ['gemini-2.5-pro', 'gemini-3-flash-preview'],
    rules: HARD_RULES.gemini,
    options: { vertex: { project: 'p', location: 'us-central1', accessToken: 'token' } },
  },
  {
    prefix: 'vertex',
    models: ['claude-sonnet-4-5@20250929'],
    rules: HARD_RULES.anthropic,
    options: { vertex: { project: 'p', location: 'us-east5', accessToken: 'token' } },
  },
  {
    prefix: 'bedrock',
    models: ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'amazon.nova-lite-v1:0', 'openai.gpt-oss-120b-1:0'],
    rules: HARD_RULES.bedrock,
    options: { aws: { region: 'us-east-1' } },
  },
  {
    prefix: 'sagemaker',
    models: ['my-endpoint'],
    rules: HARD_RULES.compatible,
    options: {
      apiKey: '',
      aws: { region: 'us-east-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } },
    },
  },
  { prefix: 'mistral', models: ['mistral-large-latest', 'magistral-medium-latest'], rules: HARD_RULES.mistral },
  { prefix: 'cohere', models: ['command-a-03-2025', 'command-a-reasoning-08-2025'], rules: HARD_RULES.cohere },
  { prefix: 'ollama', models: ['qwen3:4b', 'gpt-oss:20b'], rules: HARD_RULES.ollama },
  { prefix: 'deepseek', models: ['deepseek-chat', 'deepseek-reasoner'], rules: HARD_RULES.compatible },
  { prefix: 'groq', models: ['openai/gpt-oss-120b'], rules: HARD_RULES.compatible },
  { prefix: 'openrouter', models: ['anthropic/claude-sonnet-4.5'], rules: HARD_RULES.compatible },
]

const RUNS = runs(150)

describe.each(VENDORS)('any request of OpenAI at $prefix', ({ prefix, models, rules, options }) => {
  test('is translated or refused by an error of ours, is not changed, and keeps the rules of the vendor', async () => {
    const relay = createRelay()
    let translated = 0
    try {
      await fc.assert(
        fc.asyncProperty(anyRequest, fc.constantFrom(...models), async (request, model) => {
          const before = JSON.stringify(request)
          const body = deepFreeze({ ...request, model: `${prefix}/${model}` })
          let sent: string | undefined
          const fetch: typeof globalThis.fetch = async (input, init) => {
            sent = input instanceof Request ? await input.text() : await new Response(init?.body).text()
            return Response.json({ error: { message: 'seen' }, message: 'seen' }, { status: 400 })
          }
          const outcome: unknown = await relay
            .completion(body, { apiKey: 'sk-test-key', maxRetries: 0, dropParams: true, fetch, ...options })
            .catch((error: unknown) => error)
          if (!isModelRelayError(outcome)) throw outcome
          expect(JSON.stringify(request)).toBe(before)
          if (sent === undefined) {
            // Nothing but a request that this vendor cannot be asked stops before it is sent.
            expect(['BadRequestError', 'UnsupportedParamsError'], outcome.stack).toContain(outcome.name)
            return
          }
          translated++
          expect(loneSurrogates(sent)).toBe(false)
          expect(rules(JSON.parse(sent), model), sent).toEqual([])
        }),
        { numRuns: RUNS },
      )
    } finally {
      await relay.close()
    }
    // The property says little where most requests are refused.
    expect(translated).toBeGreaterThan(RUNS / 3)
  })
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
