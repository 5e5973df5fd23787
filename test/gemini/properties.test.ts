import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toOpenApiSchema } from '../../providers/gemini/json-schema.js'
import { toCompletion } from '../../providers/gemini/response.js'
import { foldHistory } from '../../src/normalize/history.js'
import { type ChatMessage, isRecord, ModelRelayError } from '../../src/provider.js'
import { accumulated, answer, callOf, type Part, sent } from './call.js'

const json = fc.jsonValue({ maxDepth: 3 })

/** Passes on our own errors, and fails on any other. */
function answersOrFails(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ModelRelayError)
  }
}

const partKey = fc.constantFrom(
  'text',
  'thought',
  'thoughtSignature',
  'functionCall',
  'inlineData',
  'executableCode',
  'toolCall',
)
const partialArg = fc.record({ jsonPath: fc.oneof(fc.string(), fc.constantFrom('$.a', '$.a[0].b')), stringValue: json })
const functionCall = fc.record(
  { name: fc.oneof(fc.string(), json), id: json, args: json, willContinue: json, partialArgs: fc.array(partialArg) },
  { requiredKeys: [] },
)
const part = fc.oneof(
  json,
  fc.dictionary(partKey, json),
  fc.record({ functionCall, thoughtSignature: fc.string() }, { requiredKeys: ['functionCall'] }),
  fc.record({ text: fc.string(), thought: fc.boolean(), thoughtSignature: fc.string() }, { requiredKeys: ['text'] }),
)
const candidate = fc.record(
  {
    index: json,
    content: fc.oneof(json, fc.record({ parts: fc.oneof(json, fc.array(part)) })),
    finishReason: fc.oneof(fc.constantFrom('STOP', 'MAX_TOKENS', 'OTHER', 1), json),
    finishMessage: json,
    groundingMetadata: fc.oneof(
      json,
      fc.record({
        groundingChunks: fc.array(fc.oneof(json, fc.record({ web: fc.record({ uri: json, title: json }) }))),
        groundingSupports: fc.array(fc.record({ segment: json, groundingChunkIndices: json })),
      }),
    ),
    citationMetadata: fc.oneof(json, fc.record({ citations: fc.array(json) })),
    logprobsResult: fc.oneof(json, fc.record({ chosenCandidates: fc.array(json), topCandidates: json })),
  },
  { requiredKeys: [] },
)
const chunk = fc.oneof(
  json,
  fc.record(
    {
      candidates: fc.oneof(json, fc.array(candidate)),
      promptFeedback: fc.oneof(json, fc.record({ blockReason: json })),
      usageMetadata: json,
      modelVersion: json,
      responseId: json,
      createTime: json,
      error: json,
    },
    { requiredKeys: [] },
  ),
)

describe('whatever the vendor answers', () => {
  it('as a body becomes a reply or an error of ours', () => {
    fc.assert(fc.property(chunk, (body) => answersOrFails(() => toCompletion(body, callOf()))))
  })

  it('as a stream adds up to a reply or ends in an error of ours', () => {
    fc.assert(fc.property(fc.array(chunk), (chunks) => answersOrFails(() => accumulated(chunks))))
  })

  it('a stream adds up to the whole answer, and its parts come back', () => {
    const real = fc.array(
      fc.oneof(
        fc.record({ text: fc.string({ minLength: 1 }) }),
        fc.record({ text: fc.string(), thoughtSignature: fc.constant('c2ln') }),
        fc.record({ text: fc.string({ minLength: 1 }), thought: fc.constant(true) }),
        fc.record({
          functionCall: fc.record({
            id: fc.uuid(),
            name: fc.constantFrom('f', 'g'),
            args: fc.dictionary(fc.string(), json),
          }),
          thoughtSignature: fc.constant('c2ln'),
        }),
      ),
    )
    fc.assert(
      fc.property(real, (parts) => {
        const chunks = parts.map((one) => answer([one], { finishReason: undefined }))
        const streamed = accumulated([...chunks, answer([])], callOf('gemini-3-flash', true))
        const whole = toCompletion(answer(parts), callOf('gemini-3-flash'))
        expect({ ...streamed, created: 0 }).toEqual({ ...whole, created: 0 })
        const message: ChatMessage = JSON.parse(JSON.stringify(whole.choices[0]?.message))
        const { contents } = sent(
          { messages: [{ role: 'user', content: 'Hi' }, message] },
          { model: 'gemini-3-flash' },
        ).body
        expect(contents[1]?.parts ?? []).toEqual(joined(parts))
      }),
    )
  })
})

/** Neighbours without signatures are one part: nothing tells where one ended. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = []
  for (const one of parts) {
    const last = result.at(-1)
    const plain = (value: Part | undefined) => value && 'text' in value && !value['thoughtSignature']
    if (last && plain(last) && plain(one) && last['thought'] === one['thought'])
      result[result.length - 1] = { ...last, text: `${last['text']}${one['text']}` }
    else result.push({ ...JSON.parse(JSON.stringify(one)) })
  }
  return result
}

const id = fc.oneof(fc.constantFrom('call_0', 'call_1'), fc.string({ minLength: 1 }))
const text = fc.oneof(fc.string(), fc.constant(''))
const call = fc.record({
  id,
  type: fc.constant('function' as const),
  function: fc.record({
    name: fc.constantFrom('f', 'g'),
    arguments: fc.oneof(
      fc.string(),
      json.map((value) => JSON.stringify(value)),
    ),
  }),
})
const message: fc.Arbitrary<ChatMessage> = fc.oneof(
  fc.record({ role: fc.constantFrom('system' as const, 'developer' as const), content: text }),
  fc.record({ role: fc.constant('user' as const), content: text }),
  fc.record({ role: fc.constant('tool' as const), tool_call_id: id, content: text }),
  fc.record(
    {
      role: fc.constant('assistant' as const),
      content: text,
      reasoning_content: fc.string(),
      tool_calls: fc.array(call, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['role'] },
  ),
)

describe('whatever history is sent', () => {
  it.each(['gemini-2.5-flash', 'gemini-3-flash-preview', 'gemma-3-27b-it'])('fits the rules of %s', (model) => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1 }), (messages) => {
        const before = structuredClone(messages)
        const { contents } = sent({ messages: foldHistory(messages) }, { model }).body
        expect(messages).toEqual(before)
        contents.forEach(({ role, parts }, at) => {
          expect(role).toBe(at % 2 === 0 ? 'user' : 'model')
          expect(parts.length).toBeGreaterThan(0)
          const calls = named(parts, 'functionCall')
          const results = named(contents[at + 1]?.parts ?? [], 'functionResponse')
          if (role === 'model') expect(results).toEqual(calls)
        })
        if (model.startsWith('gemini-3')) for (const { parts } of contents) expect(firstCallIsSigned(parts)).toBe(true)
      }),
    )
  })
})

/** Names and ids of calls or results, which must be the same in the same order. */
function named(parts: readonly Part[], kind: string): unknown[] {
  return parts.flatMap((one) => {
    const found = one[kind]
    return isRecord(found) ? [[found['name'], found['id']]] : []
  })
}

function firstCallIsSigned(parts: readonly Part[]): boolean {
  const first = parts.find((one) => 'functionCall' in one)
  return first === undefined || Boolean(first['thoughtSignature'])
}

const KEYS = new Set(
  'type title description format nullable enum items minItems maxItems properties required minProperties maxProperties minLength maxLength pattern minimum maximum anyOf'.split(
    ' ',
  ),
)

function isInSubset(schema: unknown): boolean {
  if (!isRecord(schema) || Object.keys(schema).some((key) => !KEYS.has(key))) return false
  const { type, anyOf, enum: values, items, properties, required } = schema
  if (Array.isArray(anyOf)) return Object.keys(schema).length === 1 && anyOf.length > 1 && anyOf.every(isInSubset)
  if (typeof type !== 'string' || (type === 'array') !== (items !== undefined)) return false
  if (
    values !== undefined &&
    !(Array.isArray(values) && values.every((value) => typeof value === 'string' && value !== ''))
  )
    return false
  const names = isRecord(properties) ? Object.keys(properties) : []
  if (required !== undefined && !(Array.isArray(required) && required.every((name) => names.includes(String(name)))))
    return false
  return (
    (items === undefined || isInSubset(items)) && (!isRecord(properties) || Object.values(properties).every(isInSubset))
  )
}

describe('whatever schema is sent', () => {
  const keyword = fc.constantFrom(
    'type',
    'properties',
    'items',
    'required',
    'enum',
    'const',
    'anyOf',
    'allOf',
    'oneOf',
    '$ref',
    'nullable',
    'prefixItems',
    'format',
    'description',
    'additionalProperties',
    'minimum',
  )
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.boolean(),
      fc.constantFrom({ type: 'string' }, { type: ['number', 'null'] }, { type: 'null' }, { $ref: '#' }),
      fc.dictionary(keyword, json),
      fc.record({
        type: fc.constant('object'),
        properties: fc.dictionary(fc.string(), tie('schema')),
        required: fc.array(fc.string()),
      }),
      fc.record({ type: fc.constant('array'), items: tie('schema') }),
      fc.record({ anyOf: fc.array(tie('schema')) }),
      fc.record({ allOf: fc.array(tie('schema')) }),
    ),
  }))

  it('becomes one of the subset, itself unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(schema, json), (given) => {
        const before = structuredClone(given)
        const converted = toOpenApiSchema(given)
        if (!isInSubset(converted)) throw new Error(JSON.stringify(converted))
        expect(given).toEqual(before)
      }),
    )
  })
})
