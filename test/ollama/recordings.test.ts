import { describe, expect, it } from 'vitest'
import { ollama } from '../../providers/ollama/index.js'
import { isRecord, type ProviderCompletion } from '../../src/provider.js'
import { complete, stream } from '../openai/wire.js'
import { recordingsOf, whereRecordings } from '../support/recordings-of.js'

const all = recordingsOf('ollama', 'ollama-chat')
const good = all.filter(({ response }) => response.status < 400)

type Fields = Record<string, unknown>
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** The answer that the lines of a stream add up to. */
function wholeAnswer(body: unknown): Fields {
  const lines = String(body)
    .split('\n')
    .filter(Boolean)
    .map((line): Fields => JSON.parse(line))
  const messages = lines.map(({ message }) => (isRecord(message) ? message : {}))
  const join = (key: string) => messages.map((message) => message[key] ?? '').join('')
  const tool_calls = messages.flatMap((message) => list(message['tool_calls']))
  const message = { content: join('content'), thinking: join('thinking'), tool_calls }
  return { ...lines[0], ...lines.at(-1), created_at: lines[0]?.['created_at'], message }
}

function expectation(body: Fields) {
  const message = isRecord(body['message']) ? body['message'] : {}
  return {
    content: message['content'],
    reasoning: message['thinking'] ?? '',
    calls: list(message['tool_calls']).map(({ function: called }) =>
      isRecord(called) ? [called['name'], called['arguments']] : undefined,
    ),
    usage: [body['prompt_eval_count'] ?? 0, body['eval_count'] ?? 0],
    model: body['model'],
  }
}

function outcome(reply: ProviderCompletion | undefined) {
  const message = reply?.choices[0]?.message
  return {
    content: message?.content ?? '',
    reasoning: message?.reasoning_content ?? '',
    calls: (message?.tool_calls ?? []).map((call) =>
      call.type === 'function' ? [call.function.name, JSON.parse(call.function.arguments)] : undefined,
    ),
    usage: [reply?.usage?.prompt_tokens ?? 0, reply?.usage?.completion_tokens ?? 0],
    model: reply?.model,
  }
}

/** Without what is ours: ids, and the time where the vendor states none. */
function comparable(reply: ProviderCompletion | undefined) {
  const text = JSON.stringify(reply)
  return JSON.parse(
    text.replace(/"(?:call_|chatcmpl-)[A-Za-z0-9]{24}"/g, '"ours"').replace(/"created":\d+/, '"created":0'),
  )
}

describe.skipIf(all.length === 0)(`recorded exchanges with Ollama${whereRecordings}`, () => {
  it.each(good)('$id keeps its text, thinking, calls, usage and model', async ({ response, stream: isStream }) => {
    if (!isStream) {
      const { reply } = await complete(ollama, {}, response)
      expect(outcome(reply)).toEqual(expectation(isRecord(response.body) ? response.body : {}))
      return
    }
    const body = wholeAnswer(response.body)
    const { reply, error } = await stream(ollama, response.body)
    expect(error).toBeUndefined()
    expect(outcome(reply)).toEqual(expectation(body))
    // A stream adds up to what the whole answer would have given.
    expect(comparable(reply)).toEqual(comparable((await complete(ollama, {}, { body })).reply))
  })

  it.each(good)('$id can be sent back as it came', async ({ response, stream: isStream }) => {
    const answered = isStream ? await stream(ollama, response.body) : await complete(ollama, {}, response)
    const was = isStream ? wholeAnswer(response.body) : response.body
    const said = isRecord(was) && isRecord(was['message']) ? was['message'] : {}
    const messages = [answered.reply?.choices[0]?.message, { role: 'user', content: 'Go on' }]
    const { sent } = await complete(ollama, { messages }, { body: { message: { content: '' }, done: true } })
    const [turn] = list(sent['messages'])
    expect(turn?.['content']).toBe(said['content'])
    expect(turn?.['thinking'] ?? '').toBe(said['thinking'] ?? '')
    expect(list(turn?.['tool_calls'])).toEqual(
      list(said['tool_calls']).map(({ function: called }) =>
        isRecord(called) ? { function: { name: called['name'], arguments: called['arguments'] } } : undefined,
      ),
    )
  })
})
