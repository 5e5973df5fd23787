import { createOpenAI } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'
import { messages, openaiRequest } from '../child/request.mjs'

globalThis.AI_SDK_LOG_WARNINGS = false

export function open(baseURL) {
  const { temperature, max_tokens: maxOutputTokens } = openaiRequest
  const model = createOpenAI({ apiKey: 'bench', baseURL: `${baseURL}/v1` }).chat(openaiRequest.model)
  const request = { model, messages, temperature, maxOutputTokens, allowSystemInMessages: true }
  return {
    async call() {
      const reply = await generateText(request)
      return reply.text
    },
    async stream() {
      let text = ''
      for await (const piece of streamText(request).textStream) text += piece
      return text
    },
  }
}
