// A user's file: it must compile against the packed declarations under every strict setting.
import { type ChatCompletion, completion, createRelay, isModelRelayError, type ModelRelayError } from 'modelrelay'
import { defineProvider, httpProvider } from 'modelrelay/provider'
import { startSimulator } from 'modelrelay/simulator'

export const entries = [defineProvider, httpProvider, startSimulator]

export async function whole(): Promise<string | null> {
  const reply = await completion({ model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Hello' }] })
  const kept: ChatCompletion = reply
  const attempts: number = kept.meta.attempts.length
  return attempts > 0 ? (reply.choices[0]?.message.content ?? null) : null
}

export async function streamed(): Promise<number> {
  const relay = createRelay({ providers: { anthropic: { apiKey: 'key' } }, defaults: { timeout: 30_000 } })
  const stream = await relay.chat.completions.create({
    model: 'any/model',
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
  })
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
  return (await stream.final()).usage?.total_tokens ?? 0
}

export function retryAfter(error: unknown): number | undefined {
  if (!isModelRelayError(error)) return undefined
  const known: ModelRelayError = error
  return known.retryable ? known.retryAfterMs : undefined
}

export async function mistaken(): Promise<void> {
  // @ts-expect-error a message needs a role that OpenAI knows
  await completion({ model: 'openai/gpt-4o', messages: [{ role: 'nobody', content: 'Hello' }] })
  // @ts-expect-error a whole answer is not iterable
  for await (const _ of await completion({ model: 'openai/gpt-4o', messages: [] })) break
}
