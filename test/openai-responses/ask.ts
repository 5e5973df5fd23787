import { openai } from '../../providers/openai/index.js'
import type { ChatCompletionMessage, ProviderCompletion } from '../../src/provider.js'
import { type Answer, type Ask, complete, stream } from '../openai/wire.js'

export const REASONING_MODEL = 'responses/gpt-5-mini'

/** A response of OpenAI's with these items. */
export function response(output: readonly unknown[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_700_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5-mini-2025-08-07',
    output,
    service_tier: 'default',
    usage: {
      input_tokens: 20,
      input_tokens_details: { cached_tokens: 8 },
      output_tokens: 12,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 32,
    },
    ...more,
  }
}

export const text = (words: string, more: Record<string, unknown> = {}) => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: words, annotations: [] }],
  ...more,
})

export const reasoning = (id: string, encrypted: string | null, summary: readonly string[] = []) => ({
  type: 'reasoning',
  id,
  summary: summary.map((words) => ({ type: 'summary_text', text: words })),
  encrypted_content: encrypted,
})

export const call = (name: string, args: string, id = `call_${name}`) => ({
  type: 'function_call',
  id: `fc_${name}`,
  call_id: id,
  name,
  arguments: args,
  status: 'completed',
})

export async function sent(ask: Ask): Promise<Record<string, unknown>> {
  return (await complete(openai, { model: REASONING_MODEL, ...ask }, { body: response([text('ok')]) })).sent
}

/** The input items of a request. */
export async function inputOf(messages: readonly unknown[], ask: Ask = {}): Promise<unknown[]> {
  const { input } = await sent({ messages, ...ask })
  if (!Array.isArray(input)) throw new Error('no input')
  return input
}

export async function answered(body: unknown, ask: Ask = {}): Promise<ProviderCompletion> {
  return (await complete(openai, { model: REASONING_MODEL, ...ask }, { body })).reply
}

export async function messageIn(output: readonly unknown[], ask: Ask = {}): Promise<ChatCompletionMessage> {
  const message = (await answered(response(output), ask)).choices[0]?.message
  if (!message) throw new Error('no message')
  return message
}

export const streamed = (events: unknown, ask: Ask = {}, answer: Partial<Answer> = {}) =>
  stream(openai, events, { model: REASONING_MODEL, ...ask }, answer)

const OPENED: Readonly<Record<string, object>> = {
  message: { content: [], status: 'in_progress' },
  function_call: { arguments: '', status: 'in_progress' },
  custom_tool_call: { input: '' },
  reasoning: { summary: [], content: [], encrypted_content: undefined },
}

type Fields = Record<string, unknown>
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value : [])

function halves(words: unknown): string[] {
  const whole = String(words)
  const middle = Math.ceil(whole.length / 2)
  return [whole.slice(0, middle), whole.slice(middle)]
}

/** The events that OpenAI would have sent for a response, each text in two deltas. */
export function eventsOf(body: Record<string, unknown>): Fields[] {
  const events: Fields[] = [
    { type: 'response.created', response: { ...body, status: 'in_progress', output: [], usage: null } },
  ]
  listOf(body['output']).forEach((item, output_index) => {
    const place = { output_index, item_id: item['id'] }
    events.push({ type: 'response.output_item.added', ...place, item: { ...item, ...OPENED[String(item['type'])] } })
    const deltas = (type: string, words: unknown, more: object) => {
      for (const delta of halves(words)) events.push({ type: `response.${type}.delta`, ...place, ...more, delta })
    }
    listOf(item['summary']).forEach((part, summary_index) => {
      deltas('reasoning_summary_text', part['text'], { summary_index })
    })
    listOf(item['content']).forEach((part, content_index) => {
      if (part['type'] === 'refusal') deltas('refusal', part['refusal'], { content_index })
      else deltas(part['type'] === 'reasoning_text' ? 'reasoning_text' : 'output_text', part['text'], { content_index })
    })
    if (item['type'] === 'function_call') deltas('function_call_arguments', item['arguments'], {})
    events.push({ type: 'response.output_item.done', ...place, item })
  })
  const ended = typeof body['status'] === 'string' ? body['status'] : 'completed'
  return [...events, { type: `response.${ended}`, response: body }]
}
