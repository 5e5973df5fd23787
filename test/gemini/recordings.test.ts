import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/gemini/response.js'
import { type ChatMessage, isRecord, type ProviderCompletion } from '../../src/provider.js'
import { eventsOf } from '../anthropic/recordings.js'
import { recordingsOf, whereRecordings } from '../support/recordings-of.js'
import { accumulated, callOf, sent } from './call.js'

const recordings = ['gemini', 'vertex']
  .flatMap((provider) => [
    ...recordingsOf(provider, 'generateContent'),
    ...recordingsOf(provider, 'streamGenerateContent'),
  ])
  .filter(({ response }) => response.status < 400)

interface Answer {
  id: string
  model: string
  chunks: Record<string, unknown>[]
}

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])

const answers = recordings.flatMap(({ id, model, response: { body } }): Answer[] => {
  const events = typeof body === 'string' ? eventsOf(body).map(({ data }): unknown => JSON.parse(data)) : [body]
  const chunks = listOf(Array.isArray(body) ? body : events)
  // A failed answer is a test of its own.
  const ended = chunks.some((chunk) => /STOP|MAX_TOKENS|SAFETY|"finishReason":1\b/.test(JSON.stringify(chunk)))
  return ended ? [{ id, model: model || 'gemini', chunks }] : []
})

const partsOf = (chunks: readonly Record<string, unknown>[]) =>
  chunks.flatMap((chunk) => {
    const content = listOf(chunk['candidates'])[0]?.['content']
    return isRecord(content) ? listOf(content['parts']) : []
  })

/** Ids that are ours differ each time; the rest must not. */
function comparable(completion: ProviderCompletion | undefined): unknown {
  const text = JSON.stringify(completion)
  const ids = new Map<string, string>()
  return JSON.parse(
    text.replace(/(?:call_|chatcmpl-)\w{24}/g, (id) => ids.get(id) ?? ids.set(id, `id-${ids.size}`).get(id) ?? ''),
    (key, value: unknown) => (key === 'created' ? 0 : value),
  )
}

describe.skipIf(answers.length === 0)(`recorded exchanges with Gemini${whereRecordings}`, () => {
  it.each(answers)('$id: a stream of it adds up to the whole answer', ({ model, chunks }) => {
    const streamed = accumulated(chunks, callOf(model, true))
    expect(comparable(streamed)).toEqual(comparable(toCompletion(chunks, callOf(model))))
    const text = partsOf(chunks).map((part) =>
      part['thought'] !== true && typeof part['text'] === 'string' ? part['text'] : '',
    )
    expect(streamed?.choices[0]?.message.content ?? '').toBe(text.join(''))
  })

  it.each(answers)('$id: sent back as JSON, every signed or unshown part is in its place', ({ model, chunks }) => {
    const message: ChatMessage = JSON.parse(JSON.stringify(toCompletion(chunks, callOf(model)).choices[0]?.message))
    const { contents } = sent({ messages: [{ role: 'user', content: 'Hi' }, message] }, { model }).body
    const returned = contents[1]?.parts ?? []
    const signed = (parts: readonly Record<string, unknown>[]) =>
      parts
        .filter(({ thoughtSignature }) => thoughtSignature && thoughtSignature !== 'skip_thought_signature_validator')
        .map(({ thoughtSignature, functionCall, text, thought }) => {
          const name = isRecord(functionCall) ? functionCall['name'] : undefined
          return { thoughtSignature, name, text: thought === true ? undefined : text }
        })
    expect(signed(returned)).toEqual(signed(partsOf(chunks)))
    const unshown = (parts: readonly Record<string, unknown>[]) =>
      parts.filter(
        (part) => part['toolCall'] ?? part['toolResponse'] ?? part['executableCode'] ?? part['codeExecutionResult'],
      )
    expect(unshown(returned)).toEqual(unshown(partsOf(chunks)))
  })
})
