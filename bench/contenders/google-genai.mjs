import { GoogleGenAI } from '@google/genai'
import { geminiRequest } from '../child/request.mjs'

export function open(baseURL) {
  const client = new GoogleGenAI({ apiKey: 'bench', httpOptions: { baseUrl: baseURL } })
  return {
    async call() {
      const answer = await client.models.generateContent(geminiRequest)
      return answer.text
    },
    async stream() {
      let text = ''
      for await (const chunk of await client.models.generateContentStream(geminiRequest)) text += chunk.text ?? ''
      return text
    },
  }
}
