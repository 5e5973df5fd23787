// What a recorded answer must become, worked out from the vendor's bytes alone and in another way than the library's.
import type { Recording } from './recordings.js'

// biome-ignore-start lint/suspicious/noExplicitAny: recorded JSON of forty vendors has no type
type Json = any

export interface Expected {
  content: string
  reasoning: string
  calls: Array<{ name: string; args: unknown }>
  finish: string | undefined
  prompt: number | undefined
  completion: number | undefined
}

const FINISH: Record<string, string> = { eos: 'stop', model_length: 'length' }

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf(content: Json): string {
  if (typeof content === 'string') return content
  if (Array.isArray(content)) return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return content ? JSON.stringify(content) : ''
}

function thinkingOf(message: Json): string {
  const field = message.reasoning_content || message.reasoning
  if (field) return field
  if (!Array.isArray(message.content)) return ''
  return message.content
    .flatMap((part: Json) => (part.type === 'thinking' ? part.thinking.map((t: Json) => t.text) : []))
    .join('')
}

/** A call that was cut before its arguments began has none. */
const argsOf = (text: Json, word?: string): unknown =>
  !text || text === 'null' ? (word === 'length' ? '' : {}) : typeof text === 'string' ? (parsed(text) ?? text) : text

function finishOf(word: string | undefined, calls: number): string | undefined {
  if (!word) return undefined
  const known = FINISH[word] ?? word
  if (known === 'stop' && calls > 0) return 'tool_calls'
  return known === 'tool_calls' && calls === 0 ? 'stop' : known
}

function usageOf(usage: Json, provider: string): Pick<Expected, 'prompt' | 'completion'> {
  const { prompt_tokens: text, completion_tokens: completion, total_tokens: total } = usage ?? {}
  const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0
  const audio = usage?.prompt_tokens_details?.audio_tokens ?? 0
  // Mistral counts audio in the total alone.
  const prompt = provider === 'mistral' && total === text + completion + audio ? text + audio : text
  return { prompt, completion: provider === 'xai' && completion ? completion + reasoning : completion }
}

export function expectedWhole({ response, provider }: Recording): Expected | undefined {
  const body: Json = response.body
  const first = body?.choices?.[0]
  if (!first) return undefined
  const message = first.message ?? {}
  const calls = (message.tool_calls ?? []).map((call: Json) => ({
    name: call.function.name,
    args: argsOf(call.function.arguments, first.finish_reason),
  }))
  return {
    content: textOf(message.content),
    reasoning: thinkingOf(message),
    calls,
    finish: finishOf(first.finish_reason, calls.length),
    ...usageOf(body.usage, provider),
  }
}

/** Undefined for a stream that failed or was cut. */
export function expectedStream({ response, provider }: Recording): Expected | undefined {
  const events: Json[] = String(response.body)
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: {'))
    .map((line) => parsed(line.slice(6)))
  let content = ''
  let reasoning = ''
  let word: string | undefined
  let usage: Json
  const calls = new Map<string, { name: string; args: string }>()
  let key = ''
  for (const event of events) {
    if (event.error && !event.choices?.length) return undefined
    usage = event.usage ?? event.x_groq?.usage ?? usage
    const choice = event.choices?.find((candidate: Json) => !candidate.index)
    if (!choice) continue
    const message = choice.delta ?? choice.message ?? {}
    content += textOf(message.content)
    reasoning += thinkingOf(message)
    word = choice.finish_reason || word
    for (const part of message.tool_calls ?? []) {
      // A new id begins a call; its index would do as well, but for Mistral's older streams.
      if (part.id && part.id !== 'null') key = `${part.id} ${part.index}`
      else key = [...calls.keys()].find((known) => known.endsWith(` ${part.index}`)) ?? key
      const call = calls.get(key) ?? { name: '', args: '' }
      calls.set(key, call)
      call.name ||= part.function?.name ?? ''
      call.args += part.function?.arguments ?? ''
    }
  }
  if (!word) return undefined
  const done = [...calls.values()].map(({ name, args }) => ({ name, args: argsOf(args, word) }))
  return { content, reasoning, calls: done, finish: finishOf(word, done.length), ...usageOf(usage, provider) }
}
// biome-ignore-end lint/suspicious/noExplicitAny: as above
