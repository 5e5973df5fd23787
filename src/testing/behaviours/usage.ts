import { equal, ok } from 'node:assert/strict'
import type { ScriptedUsage } from '../../simulator/script.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import type { Subject } from '../subject.js'

async function usages(subject: Subject, usage: ScriptedUsage, reasoning?: string) {
  subject.script({ text: 'Hi.', usage, ...(reasoning && { reasoning }) })
  const whole = (await subject.ask()).usage
  const streamed = (await subject.stream()).reply.usage
  ok(whole && streamed, 'no usage')
  return [whole, streamed]
}

export const usage: readonly Behaviour[] = [
  behaviour('usage counts input, output and their sum', ['stream', 'streamUsage'], async (subject) => {
    for (const counted of await usages(subject, { inputTokens: 100, outputTokens: 50 })) {
      equal(counted.prompt_tokens, 100)
      equal(counted.completion_tokens, 50)
      equal(counted.total_tokens, 150)
    }
  }),
  behaviour('cached input is part of the input', ['cachedTokens', 'stream'], async (subject) => {
    for (const counted of await usages(subject, { inputTokens: 100, outputTokens: 50, cachedTokens: 40 })) {
      equal(counted.prompt_tokens, 100)
      equal(counted.prompt_tokens_details?.cached_tokens, 40)
      equal(counted.total_tokens, 150)
    }
  }),
  behaviour('input written to the cache is part of the input', ['cacheWriteTokens', 'stream'], async (subject) => {
    const given = { inputTokens: 100, outputTokens: 50, cachedTokens: 40, cacheWriteTokens: 25 }
    for (const counted of await usages(subject, given)) {
      equal(counted.prompt_tokens, 100)
      equal(counted.prompt_tokens_details?.cached_tokens, 40)
      equal(counted.prompt_tokens_details?.cache_creation_tokens, 25)
    }
  }),
  behaviour('reasoning is part of the output', ['reasoningTokens', 'stream'], async (subject) => {
    const given = { inputTokens: 100, outputTokens: 50, reasoningTokens: 20 }
    for (const counted of await usages(subject, given, 'Hm.')) {
      equal(counted.completion_tokens, 50)
      equal(counted.completion_tokens_details?.reasoning_tokens, 20)
      equal(counted.total_tokens, 150)
    }
  }),
  behaviour('an answer without usage is an answer', ['stream'], async (subject) => {
    subject.script({ text: 'Hi.', usage: null })
    await subject.ask()
    await subject.stream()
  }),
  behaviour(
    'the usage of a stream is shown only when asked for, and last',
    ['stream', 'streamUsage'],
    async (subject) => {
      subject.script({ text: 'One two three.', usage: { inputTokens: 7, outputTokens: 3 } })
      const hidden = await subject.stream()
      ok(hidden.chunks.every((chunk) => !chunk.usage))
      equal(hidden.reply.usage?.total_tokens, 10)
      const { chunks } = await subject.stream({ stream_options: { include_usage: true } })
      equal(chunks.filter((chunk) => chunk.usage).length, 1)
      equal(chunks.at(-1)?.usage?.total_tokens, 10)
      equal(chunks.at(-1)?.choices.length, 0)
    },
  ),
]
