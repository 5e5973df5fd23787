import fc from 'fast-check'
import type { ChatMessage, ChatRequest, ContentPart, ProviderRequest, ThinkingBlock } from '../../src/contract/chat.js'

// Requests over the whole of OpenAI's type, with our extras: every field, every kind of message and part. What is made
// is what a client could mean; that a vendor lacks something shows in an error of ours.

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const PDF = 'JVBERi0xLjQKJSVFT0YK'

const blank = fc.constantFrom('', ' ', '\n\t')
const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: blank },
  // Half of a pair, as cutting a text in two leaves it.
  { weight: 1, arbitrary: fc.constantFrom('a\ud83d', '\udc4b b') },
)
const cached = fc.constantFrom({ type: 'ephemeral' as const }, { type: 'ephemeral' as const, ttl: '1h' as const })
const name = fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,10}$/)

/** A record of which only the named keys are always there. */
const partly = <T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }, ...always: Array<keyof T & string>) =>
  fc.record(model, { requiredKeys: always })

const textPart = partly({ type: fc.constant('text' as const), text, cache_control: cached }, 'type', 'text')
const mediaPart: fc.Arbitrary<ContentPart> = fc.oneof(
  { weight: 8, arbitrary: imagePart(fc.constant(`data:image/png;base64,${PNG}`)) },
  // Refused where we would have to fetch it, without a look at the network: it is a private address.
  { weight: 1, arbitrary: imagePart(fc.constant('https://10.0.0.1/a.png')) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('file' as const),
      file: partly(
        {
          filename: fc.constantFrom('a.pdf', 'b.b c.txt', ''),
          file_data: fc.constantFrom(PDF, `data:application/pdf;base64,${PDF}`, 'data:text/plain;base64,SGk='),
          file_id: fc.constant('file-1'),
        },
        'file_data',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('input_audio' as const),
      input_audio: fc.record({ data: fc.constant('AAAA'), format: fc.constantFrom('wav' as const, 'mp3' as const) }),
    }),
  },
)

function imagePart(url: fc.Arbitrary<string>) {
  return fc.record({
    type: fc.constant('image_url' as const),
    image_url: partly({ url, detail: fc.constantFrom('auto' as const, 'low' as const, 'high' as const) }, 'url'),
  })
}

const texts = fc.oneof(text, fc.array(textPart, { minLength: 1, maxLength: 3 }))
const userContent = fc.oneof(
  { weight: 3, arbitrary: text },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof({ weight: 3, arbitrary: textPart }, { weight: 1, arbitrary: mediaPart }), {
      minLength: 1,
      maxLength: 3,
    }),
  },
)

const thinkingBlock: fc.Arbitrary<ThinkingBlock> = fc.oneof(
  partly(
    {
      type: fc.constant('thinking' as const),
      thinking: text,
      signature: fc.constantFrom('', 'U0lH', 'not base64!'),
      provider: fc.constantFrom('openai', 'gemini', 'bedrock', 'mistral'),
    },
    'type',
    'thinking',
    'signature',
  ),
  partly(
    {
      type: fc.constant('redacted_thinking' as const),
      data: fc.constantFrom('QUJD', ''),
      provider: fc.constantFrom('gemini', 'bedrock'),
    },
    'type',
    'data',
  ),
)

/** Ids of every vendor, some of them used again in later turns. */
const callId = fc.oneof(
  fc.constantFrom('call_0', 'call_1', 'functions.f:0', `call_${'x'.repeat(60)}`, 'a b/é', 'abcdefghi'),
  fc.string({ minLength: 1, maxLength: 70 }),
)
const callArguments = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('{}', '', '{"city":"Paris"}', '{"city":', 'null', '[]', '{"__proto__":{"a":1}}', '{"":1}'),
)
const call = fc.record({
  id: callId,
  type: fc.constant('function' as const),
  function: fc.record({
    name: fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom('a.b', 'weiß') }),
    arguments: callArguments,
  }),
})

const spoken: fc.Arbitrary<ChatMessage> = fc.oneof(
  partly({ role: fc.constant('system' as const), content: texts, name, cache_control: cached }, 'role', 'content'),
  partly({ role: fc.constant('developer' as const), content: texts }, 'role', 'content'),
  partly({ role: fc.constant('user' as const), content: userContent, name, cache_control: cached }, 'role', 'content'),
  partly({ role: fc.constant('user' as const), content: userContent }, 'role', 'content'),
  partly(
    {
      role: fc.constant('assistant' as const),
      content: fc.oneof(texts, fc.constant(null)),
      refusal: fc.option(text),
      name,
      reasoning_content: fc.option(text),
      thinking_blocks: fc.option(fc.array(thinkingBlock, { maxLength: 2 })),
      cache_control: cached,
    },
    'role',
  ),
)

/** A turn of calls, and results for some of them in any order, with something said in between. */
const exchange: fc.Arbitrary<ChatMessage[]> = fc
  .record({
    turn: partly(
      {
        content: fc.oneof(texts, fc.constant(null)),
        reasoning_content: fc.option(text),
        thinking_blocks: fc.option(fc.array(thinkingBlock, { maxLength: 2 })),
        tool_calls: fc.uniqueArray(call, { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
      },
      'tool_calls',
    ),
    results: fc.array(
      fc.oneof(
        texts,
        fc.array(fc.oneof(textPart, imagePart(fc.constant(`data:image/png;base64,${PNG}`))), {
          minLength: 1,
          maxLength: 2,
        }),
      ),
      { minLength: 3, maxLength: 3 },
    ),
    answered: fc.shuffledSubarray([0, 1, 2]),
    between: fc.option(spoken),
  })
  .map(({ turn, results, answered, between }) => {
    const ids = turn.tool_calls.map(({ id }) => id)
    const given = answered.flatMap((at): ChatMessage[] => {
      const [tool_call_id, content] = [ids[at], results[at]]
      return tool_call_id === undefined || content === undefined ? [] : [{ role: 'tool', tool_call_id, content }]
    })
    return [{ role: 'assistant', ...turn }, ...(between ? [between] : []), ...given]
  })

const messages: fc.Arbitrary<ChatMessage[]> = fc
  .array(fc.oneof({ weight: 3, arbitrary: spoken.map((message) => [message]) }, { weight: 2, arbitrary: exchange }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((groups) => groups.flat())

const jsonSchema = fc.constantFrom<Record<string, unknown>>(
  { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  { type: 'object', properties: {} },
  {
    $schema: 'x',
    type: 'object',
    properties: { a: { $ref: '#/$defs/a' } },
    $defs: { a: { type: ['string', 'null'], enum: ['x', null] } },
  },
  {
    type: 'object',
    properties: { next: { $ref: '#' }, list: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] } },
  },
  {
    type: 'object',
    properties: { n: { anyOf: [{ type: 'number', minimum: 1 }, { const: 'x' }], type: 'string' } },
    patternProperties: { '^x': {} },
  },
  {},
)

const tool = partly(
  {
    type: fc.constant('function' as const),
    function: partly(
      {
        name: fc.constantFrom('f', 'g', 'get_weather'),
        description: text,
        parameters: jsonSchema,
        strict: fc.option(fc.boolean()),
      },
      'name',
    ),
    cache_control: cached,
  },
  'type',
  'function',
)
const tools = fc.uniqueArray(tool, { maxLength: 3, selector: (each) => each.function.name })

/** Complete by type: a field that OpenAI's types gain does not compile until it is here. */
type Fields = Omit<ProviderRequest, 'model' | 'messages' | 'tool_choice' | 'stream'>
const fields: { [Key in keyof Required<Fields>]: fc.Arbitrary<Fields[Key]> } = {
  audio: fc.constant({ voice: 'alloy', format: 'mp3' }),
  frequency_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
  function_call: fc.constantFrom('auto', 'none'),
  functions: fc.constant([{ name: 'old', parameters: {} }]),
  logit_bias: fc.constantFrom({}, { '50256': -100 }),
  logprobs: fc.boolean(),
  max_completion_tokens: fc.integer({ min: 1, max: 9_000 }),
  max_tokens: fc.integer({ min: 1, max: 9_000 }),
  metadata: fc.constantFrom({}, { team: 'a' }),
  modalities: fc.constantFrom(['text'], ['text', 'audio']),
  moderation: fc.constant(null),
  n: fc.constantFrom(1, 2),
  parallel_tool_calls: fc.boolean(),
  prediction: fc.constant({ type: 'content', content: 'Paris' }),
  presence_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
  prompt_cache_key: fc.string({ maxLength: 80 }),
  prompt_cache_options: fc.constant(undefined),
  prompt_cache_retention: fc.constantFrom('in_memory' as const, '24h' as const),
  reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh'),
  response_format: fc.oneof(
    fc.constantFrom({ type: 'text' as const }, { type: 'json_object' as const }),
    jsonSchema.map((schema) => ({
      type: 'json_schema' as const,
      json_schema: { name: 'answer', schema, strict: true },
    })),
  ),
  safety_identifier: fc.constant('someone'),
  seed: fc.integer(),
  service_tier: fc.constantFrom('auto', 'default', 'flex', 'priority'),
  stop: fc.oneof(fc.constant(null), text, fc.array(text, { maxLength: 4 })),
  store: fc.boolean(),
  stream_options: fc.constantFrom(null, { include_usage: true }),
  temperature: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
  thinking: fc.constantFrom<Fields['thinking']>(
    { type: 'disabled' },
    { type: 'enabled', budget_tokens: 2048 },
    { type: 'adaptive' },
  ),
  tools,
  top_k: fc.integer({ min: 1, max: 100 }),
  top_logprobs: fc.integer({ min: 0, max: 20 }),
  top_p: fc.double({ min: 0, max: 1, noNaN: true }),
  user: text,
  verbosity: fc.constantFrom('low', 'medium', 'high'),
  web_search_options: fc.constant({}),
}

/** Few at a time: a request that holds them all is refused by every vendor for one of them. */
const someFields: fc.Arbitrary<Partial<Fields>> = fc
  .tuple(fc.record(fields), fc.subarray(Object.keys(fields), { maxLength: 6 }), fc.boolean())
  .map(([all, kept, withTools]) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => kept.includes(key) || (withTools && key === 'tools'))),
  )

const choice = fc.constantFrom(
  'auto' as const,
  'none' as const,
  'required' as const,
  'named' as const,
  'allowed' as const,
)

/** Any request that our checks let through, but for its model. */
export const anyRequest: fc.Arbitrary<Omit<ChatRequest, 'model'>> = fc
  .tuple(messages, someFields, fc.option(choice), fc.boolean())
  .map(([said, more, chosen, stream]) => {
    const first = more.tools?.[0]
    const offered = first && 'function' in first && first.type === 'function' ? first.function : undefined
    if (!chosen || !offered) return { messages: said, ...more, stream }
    const named = { type: 'function' as const, function: { name: String(offered['name']) } }
    const tool_choice =
      chosen === 'named'
        ? named
        : chosen === 'allowed'
          ? { type: 'allowed_tools' as const, allowed_tools: { mode: 'auto' as const, tools: [named] } }
          : chosen
    return { messages: said, ...more, stream, tool_choice }
  })
