import { describe, expect, it } from 'vitest'
import { type Ability, abilitiesByPrefix } from '../docs/abilities.js'
import { rows } from '../providers/openai-compatible/rows/all.js'
import { type CallOptions, type ChatRequest, createRelay, isModelRelayError } from '../src/index.js'
import { Registry } from '../src/registry.js'
import type { ProviderTestOptions, Ability as SuiteAbility } from '../src/testing/options.js'
import { lacksOf, OWN_PROTOCOL } from './support/tested-providers.js'

/** What the suite calls an ability of the table. */
const IN_SUITE: ReadonlyArray<readonly [Ability, SuiteAbility]> = [
  ['stream', 'stream'],
  ['tools', 'tools'],
  ['images', 'images'],
  ['pdf', 'pdf'],
  ['schema', 'schema'],
  ['reasoning', 'reasoning'],
  ['caching', 'cachedTokens'],
]

const prefixOf = ({ provider }: ProviderTestOptions) => (typeof provider === 'string' ? provider : provider.id)
const own = [...abilitiesByPrefix.keys()].filter((prefix) => !rows.some((row) => row.prefix === prefix))

describe('the table of abilities', () => {
  it('says of providers with their own protocol what the suite is told of them', () => {
    const differing = OWN_PROTOCOL.flatMap((options) =>
      IN_SUITE.filter(([ability, flag]) => {
        const stated = abilitiesByPrefix.get(prefixOf(options))?.[ability]
        return stated === (options.lacks?.[flag] === undefined ? 'no' : 'yes')
      }).map(([ability]) => `${prefixOf(options)}: ${ability}`),
    )
    expect(differing).toEqual([])
  })

  it('claims nothing of a row that the suite leaves out for it, and the other way round', () => {
    const differing = rows.flatMap((row) =>
      IN_SUITE.filter(([ability, flag]) => {
        const stated = abilitiesByPrefix.get(row.prefix)?.[ability]
        const lacks = row.chat === false || lacksOf(row)[flag] !== undefined
        return lacks ? stated === 'yes' : stated === 'no'
      }).map(([ability]) => `${row.prefix}: ${ability}`),
    )
    expect(differing).toEqual([])
  })

  it.each([...abilitiesByPrefix.keys()])('says of %s whether it has embeddings', async (prefix) => {
    const { embed } = await new Registry().get(prefix)
    const stated = abilitiesByPrefix.get(prefix)?.embeddings
    expect(stated === 'unknown' || (stated === 'yes') === (embed !== undefined)).toBe(true)
  })
})

const DATA = 'AAAAQUJDREVGRw=='
const user = (part: object) => ({ messages: [{ role: 'user', content: [{ type: 'text', text: 'See' }, part] }] })
/** A request that holds what the ability is about, and what the vendor must then get. */
const REQUESTS: ReadonlyArray<readonly [Ability, object, string]> = [
  ['images', user({ type: 'image_url', image_url: { url: `data:image/png;base64,${DATA}` } }), DATA],
  ['pdf', user({ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${DATA}` } }), DATA],
  ['audio', user({ type: 'input_audio', input_audio: { data: DATA, format: 'wav' } }), DATA],
  [
    'tools',
    { messages: [{ role: 'user', content: 'Hi' }], tools: [{ type: 'function', function: { name: 'look_here' } }] },
    'look_here',
  ],
  [
    'schema',
    {
      messages: [{ role: 'user', content: 'Hi' }],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'a', schema: { type: 'object', properties: { look_here: { type: 'string' } } } },
      },
    },
    'look_here',
  ],
]

const MODELS: Readonly<Record<string, string>> = {
  openai: 'gpt-4o',
  anthropic: 'claude-sonnet-4-5',
  bedrock: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
}
const CONNECTION: CallOptions = {
  apiKey: 'sk-test-key',
  baseURL: 'http://127.0.0.1:9',
  aws: { region: 'us-east-1' },
  vertex: { project: 'p', location: 'us-central1', accessToken: 'token' },
  extraBody: { project_id: 'p' },
  headers: { authorization: 'Bearer sk-test-key' },
}

describe.each(own)('what %s is said to take', (prefix) => {
  it.each(REQUESTS)('%s reaches the vendor, or is refused where it is not', async (ability, request, word) => {
    const relay = createRelay()
    let sent = ''
    const fetch: typeof globalThis.fetch = async (input, init) => {
      sent = input instanceof Request ? await input.text() : await new Response(init?.body).text()
      return Response.json({ error: { message: 'seen' }, message: 'seen' }, { status: 400 })
    }
    // The requests above are OpenAI's; a table of them has no narrower type than object.
    const body = { ...request, model: `${prefix}/${MODELS[prefix] ?? 'some-model'}` } as ChatRequest
    const outcome: unknown = await relay
      .completion({ ...body, stream: false }, { ...CONNECTION, maxRetries: 0, fetch })
      .catch((error: unknown) => error)
    await relay.close()
    expect(isModelRelayError(outcome)).toBe(true)
    const stated = abilitiesByPrefix.get(prefix)?.[ability]
    expect([sent.includes(word) ? 'yes' : 'no', 'unknown'], String(outcome)).toContain(stated)
    if (!sent.includes(word)) expect(sent).toBe('')
  })
})
