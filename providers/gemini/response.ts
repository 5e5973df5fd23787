import { Accumulator, type ProviderCall, type ProviderCompletion, type ProviderRequest } from '../../src/provider.js'
import { notUnderstood } from './errors.js'
import { AnswerReader } from './stream.js'
import { toWave } from './wave.js'

/**
 * OpenAI's completion from a whole answer (https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse),
 * which has the form of a stream's chunk. A list of them is what a stream without server-sent events is.
 */
export function toCompletion(body: unknown, call: ProviderCall, request?: ProviderRequest): ProviderCompletion {
  const reader = new AnswerReader(call)
  for (const chunk of Array.isArray(body) ? body : [body]) reader.add(chunk)
  const accumulator = new Accumulator()
  try {
    reader.end()
  } catch (cause) {
    throw notUnderstood('holds no finished candidate', call, cause)
  }
  for (const chunk of reader.take()) accumulator.add(chunk)
  const { completion } = accumulator
  if (completion === undefined) throw notUnderstood('is empty', call)
  if (request?.audio?.format === 'wav')
    for (const { message } of completion.choices)
      if (message.audio) message.audio = { ...message.audio, data: toWave(message.audio.data) }
  return completion
}
