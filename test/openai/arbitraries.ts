import fc from 'fast-check'

/** Field names that vendors use, so that generated JSON reaches the translators' branches. */
const NAMES = [
  'choices',
  'message',
  'delta',
  'content',
  'role',
  'finish_reason',
  'tool_calls',
  'function',
  'name',
  'arguments',
  'id',
  'index',
  'usage',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'prompt_tokens_details',
  'cached_tokens',
  'completion_tokens_details',
  'reasoning_tokens',
  'error',
  'code',
  'type',
  'object',
  'reasoning',
  'reasoning_content',
  'reasoning_details',
  'text',
  'signature',
  'data',
  'summary',
  'thinking',
  'annotations',
  'url_citation',
  'url',
  'citations',
  'search_results',
  'images',
  'image_url',
  'audio',
  'transcript',
  'refusal',
  'logprobs',
  'token',
  'top_logprobs',
  'bytes',
  'function_call',
  'custom',
  'input',
  'extra_content',
  'google',
  'x_groq',
  'created',
  'model',
  'service_tier',
  'detail',
  '__proto__',
  'constructor',
  'metadata',
  'raw',
  'errors',
  'format',
] as const

const word = fc.constantFrom(
  'stop',
  'length',
  'tool_calls',
  'error',
  'assistant',
  'text',
  'thinking',
  'reasoning.text',
  'reasoning.encrypted',
  'url_citation',
  'image_url',
  '',
  'null',
  '{',
  '{}',
)

const { value: vendorJson } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e300),
    fc.integer(),
    word,
    fc.string({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}))

const choice = fc.record(
  { index: vendorJson, delta: vendorJson, message: vendorJson, finish_reason: vendorJson, logprobs: vendorJson },
  { requiredKeys: [] },
)

/** JSON that looks like an answer or an event of a host that has gone mad. */
export const hostileBody: fc.Arbitrary<unknown> = fc.oneof(
  vendorJson,
  fc.record(
    {
      choices: fc.array(choice, { maxLength: 3 }),
      usage: vendorJson,
      id: vendorJson,
      created: vendorJson,
      citations: vendorJson,
    },
    { requiredKeys: ['choices'] },
  ),
  fc.record({
    choices: fc.array(
      fc.record({
        delta: fc.record(
          { content: vendorJson, tool_calls: fc.array(vendorJson), reasoning_details: fc.array(vendorJson) },
          { requiredKeys: [] },
        ),
        finish_reason: word,
      }),
    ),
  }),
)

const textPart = fc.record(
  { type: fc.constant('text'), text: fc.string(), cache_control: fc.constant({ type: 'ephemeral' }) },
  { requiredKeys: ['type', 'text'] },
)
const imagePart = fc.record({
  type: fc.constant('image_url'),
  image_url: fc.record({ url: fc.constantFrom('https://h.example/a.png', 'data:image/png;base64,AA==') }),
})
const filePart = fc.record({
  type: fc.constant('file'),
  file: fc.record(
    { file_data: fc.constantFrom('AA==', 'data:application/pdf;base64,AA=='), filename: fc.string() },
    { requiredKeys: ['file_data'] },
  ),
})
const audioPart = fc.record({
  type: fc.constant('input_audio'),
  input_audio: fc.record({
    data: fc.constantFrom('AA==', 'data:audio/wav;base64,AA=='),
    format: fc.constantFrom('wav', 'mp3'),
  }),
})
const content = fc.oneof(fc.string(), fc.array(textPart, { maxLength: 3 }))
const toolCall = fc.record({
  id: fc.string({ maxLength: 60 }),
  type: fc.constant('function'),
  function: fc.record({ name: fc.string(), arguments: fc.string() }),
})
const block = fc.oneof(
  fc.record(
    {
      type: fc.constant('thinking'),
      thinking: fc.string(),
      signature: fc.string(),
      provider: fc.constantFrom('acme', 'other'),
      detail: fc.constant({ format: 'x' }),
    },
    { requiredKeys: ['type', 'thinking', 'signature'] },
  ),
  fc.record(
    { type: fc.constant('redacted_thinking'), data: fc.string(), provider: fc.constantFrom('acme', 'openai') },
    { requiredKeys: ['type', 'data'] },
  ),
)
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer'), content }),
  fc.record(
    {
      role: fc.constant('user'),
      content: fc.oneof(fc.string(), fc.array(fc.oneof(textPart, imagePart, filePart, audioPart), { maxLength: 3 })),
      name: fc.string(),
    },
    { requiredKeys: ['role', 'content'] },
  ),
  fc.record(
    {
      role: fc.constant('assistant'),
      content: fc.oneof(content, fc.constant(null)),
      refusal: fc.option(fc.string()),
      tool_calls: fc.array(toolCall, { maxLength: 2 }),
      reasoning_content: fc.string(),
      thinking_blocks: fc.array(block, { maxLength: 3 }),
      parsed: fc.constant({}),
      cache_control: fc.constant({ type: 'ephemeral' }),
    },
    { requiredKeys: ['role'] },
  ),
  fc.record({
    role: fc.constant('tool'),
    tool_call_id: fc.string({ maxLength: 60 }),
    content: fc.oneof(fc.string(), fc.array(fc.oneof(textPart, imagePart), { maxLength: 2 })),
  }),
)
const schema = fc.constantFrom(
  { type: 'object', additionalProperties: false, properties: { a: { type: 'array', items: [{ type: 'string' }] } } },
  { anyOf: [{}], type: 'string' },
  { $schema: 'x' },
)

/** Requests of OpenAI's form, with our extras. */
export const chatRequest: fc.Arbitrary<Record<string, unknown> & { messages: unknown[]; model: string }> = fc
  .record(
    {
      model: fc.constantFrom('gpt-4o', 'gpt-5', 'o3', 'some-model'),
      messages: fc.array(message, { minLength: 1, maxLength: 6 }),
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      max_tokens: fc.nat(),
      max_completion_tokens: fc.nat(),
      reasoning_effort: fc.constantFrom('none', 'low', 'xhigh'),
      thinking: fc.constantFrom({ type: 'disabled' }, { type: 'enabled', budget_tokens: 3000 }, { type: 'adaptive' }),
      tools: fc.array(
        fc.record(
          {
            type: fc.constant('function'),
            function: fc.record(
              { name: fc.constantFrom('f', 'g'), parameters: schema, strict: fc.boolean() },
              { requiredKeys: ['name'] },
            ),
            cache_control: fc.constant({ type: 'ephemeral' }),
          },
          { requiredKeys: ['type', 'function'] },
        ),
        { maxLength: 2 },
      ),
      tool_choice: fc.constantFrom('auto', 'none', 'required', { type: 'function', function: { name: 'f' } }),
      response_format: fc.oneof(
        fc.constantFrom({ type: 'text' }, { type: 'json_object' }),
        schema.map((inner) => ({ type: 'json_schema', json_schema: { name: 'n', schema: inner } })),
      ),
      prompt_cache_key: fc.string({ maxLength: 100 }),
      seed: fc.integer(),
      stream_options: fc.constant({ include_usage: true }),
    },
    { requiredKeys: ['model', 'messages'] },
  )
  .map((request) => request)
