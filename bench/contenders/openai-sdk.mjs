import OpenAI from 'openai'
import { openaiRequest } from '../child/request.mjs'

export function open(baseURL) {
  const client = new OpenAI({ apiKey: 'bench', baseURL: `${baseURL}/v1` })
  return {
    async call() {
      const reply = await client.chat.completions.create(openaiRequest)
      return reply.choices[0].message.content
    },
    async stream() {
      const stream = await client.chat.completions.create({ ...openaiRequest, stream: true })
      let text = ''
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
      return text
    },
  }
}
