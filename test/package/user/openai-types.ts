// A user who has the openai package: its typed objects go in, ours go where its types are asked for.
import { type ChatCompletion, type ChatCompletionChunk, completion } from 'modelrelay'
import type OpenAI from 'openai'

export async function send(
  messages: OpenAI.ChatCompletionMessageParam[],
  tools: OpenAI.ChatCompletionTool[],
  response_format: OpenAI.ResponseFormatJSONSchema,
): Promise<OpenAI.ChatCompletion> {
  const reply: ChatCompletion = await completion({ model: 'openai/gpt-4o', messages, tools, response_format })
  return reply
}

export function sendBody(body: OpenAI.ChatCompletionCreateParamsNonStreaming): Promise<OpenAI.ChatCompletion> {
  return completion(body)
}

export async function* chunksOf(
  body: OpenAI.ChatCompletionCreateParamsStreaming,
): AsyncGenerator<OpenAI.ChatCompletionChunk> {
  for await (const chunk of await completion(body)) {
    const ours: ChatCompletionChunk = chunk
    yield ours
  }
}

export function nextTurn(reply: ChatCompletion): OpenAI.ChatCompletionMessageParam[] {
  const message: OpenAI.ChatCompletionMessage | undefined = reply.choices[0]?.message
  return message ? [message] : []
}
