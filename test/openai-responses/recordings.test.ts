import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openai } from '../../providers/openai/index.js'
import { isModelRelayError, isRecord, type ProviderCompletion } from '../../src/provider.js'
import { complete, stream } from '../openai/wire.js'

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures')

interface Recording {
  id: string
  stream: boolean
  model: string
  response: { status: number; body: unknown }
}

const isResponses = (value: unknown): value is Recording => isRecord(value) && value['api'] === 'responses'

function recordings(): Recording[] {
  if (!existsSync(FOLDER)) return []
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name }) =>
    readdirSync(join(FOLDER, name))
      .filter((file) => file.includes('-responses-'))
      .map((file): unknown => JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8')))
      .filter(isResponses),
  )
}

const all = recordings()
const answered = all.filter(({ response }) => response.status === 200)
const wholes = answered.flatMap(({ id, stream, model, response }) =>
  !stream && isRecord(response.body) ? [{ id, model, body: response.body }] : [],
)
const streams = answered.flatMap(({ id, stream, model, response }) =>
  stream && typeof response.body === 'string' ? [{ id, model, body: response.body }] : [],
)
const failures = all.filter(({ response }) => response.status >= 400)

const modelOf = (model: string) => `responses/${model || 'recorded'}`
const outputOf = (body: Record<string, unknown>) =>
  Array.isArray(body['output']) ? body['output'].filter(isRecord) : []

/** The response in the event that ends a recorded stream; items that it leaves out are those that were done. */
function endOf(body: string): Record<string, unknown> {
  const items: unknown[] = []
  for (const line of body.split(/\r?\n/)) {
    if (!line.startsWith('data:') || line.includes('[DONE]')) continue
    const event: unknown = JSON.parse(line.slice(5))
    if (!isRecord(event)) continue
    const { type, item, response } = event
    if (type === 'response.output_item.done') items.push(item)
    // One recording holds several responses behind each other: the first is the answer.
    if ((type === 'response.completed' || type === 'response.incomplete') && isRecord(response))
      return outputOf(response).length > 0 ? response : { ...response, output: items }
  }
  throw new Error('no last event')
}

/** What recorders and rounding change between the events of one stream. */
function comparable(reply: ProviderCompletion | undefined): unknown {
  return { ...reply, id: '', created: 0, choices: reply?.choices.map((choice) => ({ ...choice, logprobs: null })) }
}

describe.skipIf(all.length === 0)('the recorded answers of /responses, where ../shared/fixtures is there', () => {
  it('are many', () => {
    expect([wholes.length > 150, streams.length > 80, failures.length > 10]).toEqual([true, true, true])
  })

  it.each(wholes)('$id is understood', async ({ model, body }) => {
    const { reply } = await complete(openai, { model: modelOf(model) }, { body })
    const items = outputOf(body)
    const calls = items.filter(({ type }) => type === 'function_call' || type === 'custom_tool_call')
    expect(reply.choices[0]?.message.tool_calls?.length ?? 0).toBe(calls.length)
    if (isRecord(body['usage'])) expect(reply.usage?.total_tokens).toBe(body['usage']['total_tokens'])
    const answer = items.filter(({ type, phase }) => type === 'message' && phase !== 'commentary')
    if (answer.length > 0) {
      const said = answer.flatMap(({ content }) =>
        Array.isArray(content) ? content.map((part) => part.text ?? '') : [],
      )
      expect(reply.choices[0]?.message.content ?? '').toBe(said.join(''))
    }
  })

  it.each(streams)('$id, put together, is what its last event says', async ({ model, body }) => {
    const { reply, error } = await stream(openai, body, { model: modelOf(model) })
    expect(error).toBeUndefined()
    const whole = await complete(openai, { model: modelOf(model) }, { body: endOf(body) })
    expect(comparable(reply)).toEqual(comparable(whole.reply))
  })

  it.each(wholes.filter(({ body }) => outputOf(body).length > 1))('$id goes back complete', async ({ model, body }) => {
    const first = await complete(openai, { model: modelOf(model) }, { body })
    const message: unknown = JSON.parse(JSON.stringify(first.reply.choices[0]?.message))
    const { sent } = await complete(openai, { model: modelOf(model), messages: [message] }, { body })
    const items = Array.isArray(sent['input']) ? sent['input'].filter(isRecord) : []
    const encrypted = (list: Record<string, unknown>[]) =>
      list.flatMap((item) =>
        item['type'] === 'reasoning' && item['encrypted_content'] ? [item['encrypted_content']] : [],
      )
    expect(encrypted(items)).toEqual(encrypted(outputOf(body)))
    const order = (list: Record<string, unknown>[]) =>
      list.flatMap(({ type = 'message' }) => (type === 'reasoning' ? [] : [type]))
    expect(order(items)).toEqual(order(outputOf(body)))
  })

  it.each(failures)('$id is an error of ours with its status', async ({ model, response }) => {
    const failed = await complete(
      openai,
      { model: modelOf(model) },
      { status: response.status, body: response.body },
    ).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(isModelRelayError(failed)).toBe(true)
    expect(failed).toMatchObject({ status: response.status })
  })
})
