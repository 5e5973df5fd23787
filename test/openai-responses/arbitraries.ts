import fc from 'fast-check'

/** Field names of `/responses`, so that generated JSON reaches the translators' branches. */
const NAMES = [
  'type',
  'status',
  'output',
  'response',
  'item',
  'id',
  'item_id',
  'call_id',
  'output_index',
  'content_index',
  'summary_index',
  'delta',
  'arguments',
  'name',
  'input',
  'content',
  'text',
  'refusal',
  'summary',
  'phase',
  'part',
  'encrypted_content',
  'annotations',
  'annotation',
  'url',
  'start_index',
  'result',
  'output_format',
  'outputs',
  'logprobs',
  'token',
  'incomplete_details',
  'reason',
  'error',
  'code',
  'message',
  'usage',
  'input_tokens',
  'output_tokens',
  'input_tokens_details',
  'cached_tokens',
  'created_at',
  'model',
  'service_tier',
  '__proto__',
  'constructor',
] as const

const ITEMS = [
  'message',
  'reasoning',
  'function_call',
  'custom_tool_call',
  'image_generation_call',
  'code_interpreter_call',
  'web_search_call',
] as const

const EVENTS = [
  'response.created',
  'response.in_progress',
  'response.output_item.added',
  'response.output_item.done',
  'response.output_text.delta',
  'response.refusal.delta',
  'response.reasoning_summary_text.delta',
  'response.reasoning_text.delta',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'response.output_text.annotation.added',
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
] as const

const word = fc.constantFrom(
  'completed',
  'failed',
  'incomplete',
  'max_output_tokens',
  'commentary',
  'output_text',
  'refusal',
  '',
  'a',
  ...ITEMS,
  ...EVENTS,
)

const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(null, true, 0, 1, -1, 1.5, 1e300),
    word,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}))

const hostileItem = fc.record(
  {
    type: fc.constantFrom(...ITEMS),
    id: json,
    call_id: json,
    name: json,
    arguments: json,
    content: fc.array(json),
    summary: fc.array(json),
    phase: json,
    encrypted_content: json,
    result: json,
    outputs: json,
  },
  { requiredKeys: ['type'] },
)

/** JSON that looks like an answer of a host that has gone mad. */
export const hostileBody: fc.Arbitrary<unknown> = fc.oneof(
  json,
  fc.record(
    {
      output: fc.array(fc.oneof(hostileItem, json), { maxLength: 4 }),
      status: word,
      usage: json,
      error: json,
      incomplete_details: json,
      id: json,
      model: json,
    },
    { requiredKeys: ['output'] },
  ),
)

/** And an event of its. */
export const hostileEvent: fc.Arbitrary<unknown> = fc.oneof(
  json,
  fc.record(
    {
      type: fc.constantFrom(...EVENTS),
      output_index: fc.constantFrom(0, 1, -1, 2.5, 'x'),
      item_id: json,
      content_index: json,
      summary_index: json,
      delta: json,
      item: fc.oneof(hostileItem, json),
      response: hostileBody,
      arguments: json,
      annotation: json,
    },
    { requiredKeys: ['type'] },
  ),
)

const words = fc.string({ maxLength: 8 })
const id = (prefix: string) => fc.integer({ min: 4096, max: 65535 }).map((number) => `${prefix}${number.toString(16)}`)
const annotation = fc.record({
  type: fc.constant('url_citation'),
  url: fc.constant('https://a.example'),
  title: words,
  start_index: fc.nat({ max: 9 }),
  end_index: fc.nat({ max: 9 }),
})
const outputText = fc.record({
  type: fc.constant('output_text'),
  text: words,
  annotations: fc.array(annotation, { maxLength: 1 }),
})
const refusal = fc.record({ type: fc.constant('refusal'), refusal: words })

const message = fc.record(
  {
    type: fc.constant('message'),
    id: id('msg_'),
    role: fc.constant('assistant'),
    status: fc.constant('completed'),
    content: fc.array(fc.oneof(outputText, refusal), { maxLength: 2 }),
    phase: fc.constantFrom('commentary', 'final_answer'),
  },
  { requiredKeys: ['type', 'id', 'role', 'status', 'content'] },
)
const summarised = fc.record({
  type: fc.constant('reasoning'),
  id: id('rs_'),
  summary: fc.array(fc.record({ type: fc.constant('summary_text'), text: words }), { maxLength: 2 }),
  encrypted_content: words.map((text) => `e${text}`),
})
const open = fc.record({
  type: fc.constant('reasoning'),
  id: id('rs_'),
  summary: fc.constant([]),
  content: fc.array(fc.record({ type: fc.constant('reasoning_text'), text: words }), { minLength: 1, maxLength: 2 }),
})
const call = fc.record({
  type: fc.constant('function_call'),
  id: id('fc_'),
  call_id: id('call_'),
  name: fc.constantFrom('f', 'g'),
  arguments: fc.constantFrom('', '{}', '{"n":1}'),
  status: fc.constant('completed'),
})
const custom = fc.record({
  type: fc.constant('custom_tool_call'),
  id: id('ctc_'),
  call_id: id('call_'),
  name: fc.constantFrom('f', 'g'),
  input: words,
})
const picture = fc.record({
  type: fc.constant('image_generation_call'),
  id: id('ig_'),
  status: fc.constant('completed'),
  result: fc.constant('iVBORw0KGgo='),
})
const search = fc.record({ type: fc.constant('web_search_call'), id: id('ws_'), status: fc.constant('completed') })

/** The items of an answer that a host may well give; ids are unique. */
export const output = fc.uniqueArray(fc.oneof(message, summarised, open, call, custom, picture, search), {
  maxLength: 5,
  selector: (item) => ('call_id' in item ? item.call_id : item.id),
})
