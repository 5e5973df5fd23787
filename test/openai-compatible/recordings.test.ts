import { describe, expect, it } from 'vitest'
import { azure } from '../../providers/azure/index.js'
import { openai } from '../../providers/openai/index.js'
import { openaiCompatible } from '../../providers/openai-compatible/index.js'
import { isModelRelayError, type Provider, type ProviderCompletion } from '../../src/provider.js'
import { complete, stream } from '../openai/wire.js'
import { type Expected, expectedStream, expectedWhole } from './expectation.js'
import { chatRecordings, hasRecordings, type Recording } from './recordings.js'

const NAMES: Readonly<Record<string, string>> = {
  alibaba: 'dashscope',
  together: 'together_ai',
  vercel_gateway: 'vercel_ai_gateway',
  ollama: 'openai_compatible',
}

function providerOf({ provider }: Recording): Provider {
  if (provider === 'openai') return openai
  if (provider === 'azure') return azure
  const found = openaiCompatible(NAMES[provider] ?? provider) ?? openaiCompatible('openai_compatible')
  if (!found) throw new Error('the generic row is missing')
  return found
}

function told(reply: ProviderCompletion | undefined): Expected {
  const choice = reply?.choices[0]
  const { content, reasoning_content, tool_calls = [] } = choice?.message ?? {}
  return {
    content: content ?? '',
    reasoning: reasoning_content ?? '',
    calls: tool_calls.flatMap((call) => {
      if (call.type !== 'function') return []
      return [{ name: call.function.name, args: readArguments(call.function.arguments) }]
    }),
    finish: choice?.finish_reason,
    prompt: reply?.usage?.prompt_tokens,
    completion: reply?.usage?.completion_tokens,
  }
}

/** Arguments that were cut off are no JSON. */
function readArguments(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const recordings = chatRecordings()
const answers = recordings.filter(({ response }) => response.status < 300)

describe.skipIf(!hasRecordings)(
  'recorded exchanges (../shared/fixtures; left out where that folder is not there)',
  () => {
    it('are found', () => {
      expect(recordings.length).toBeGreaterThan(500)
    })

    it.each(answers.filter((one) => !one.stream).map((one) => [one.id, one] as const))(
      'whole answer %s',
      async (_, one) => {
        const expected = expectedWhole(one)
        if (!expected) throw new Error('a whole answer without choices')
        const { reply } = await complete(providerOf(one), { model: one.model || 'm' }, { body: one.response.body })
        expect(told(reply)).toEqual({ ...expected, finish: expected.finish ?? told(reply).finish })
        const { usage } = reply
        if (usage) expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
      },
    )

    it.each(answers.filter((one) => one.stream).map((one) => [one.id, one] as const))('stream %s', async (_, one) => {
      const { reply, error, chunks } = await stream(providerOf(one), one.response.body, { model: one.model || 'm' })
      if (error !== undefined) expect(isModelRelayError(error)).toBe(true)
      const expected = expectedStream(one)
      if (!expected) return
      expect(error).toBeUndefined()
      expect(told(reply)).toEqual(expected)
      expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
      expect(chunks.map(({ choices }) => choices[0]?.delta.role).filter(Boolean).length).toBe(reply?.choices.length)
    })

    const failures = recordings.filter(({ response }) => response.status >= 400)
    it.each(failures.map((one) => [one.id, one] as const))('error %s', async (_, one) => {
      const { status, body } = one.response
      const error: unknown = await complete(providerOf(one), { model: one.model || 'm' }, { status, body }).catch(
        (thrown) => thrown,
      )
      if (!isModelRelayError(error)) throw error
      expect(error.status).toBe(status)
      expect(error.name).toBe(classOf(status, JSON.stringify(body)))
      expect(error.message).not.toBe('')
    })
  },
)

function classOf(status: number, text: string): string {
  if (status === 400 && /exceeds the available context size/.test(text)) return 'ContextWindowExceededError'
  const names: Record<number, string> = {
    400: 'BadRequestError',
    401: 'AuthenticationError',
    403: 'PermissionDeniedError',
    404: 'NotFoundError',
    429: 'RateLimitError',
    500: 'InternalServerError',
  }
  return names[status] ?? 'unknown'
}
