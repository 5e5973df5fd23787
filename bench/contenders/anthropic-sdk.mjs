import Anthropic from '@anthropic-ai/sdk'
import { anthropicRequest } from '../child/request.mjs'

export function open(baseURL) {
  const client = new Anthropic({ apiKey: 'bench', baseURL })
  return {
    async call() {
      const message = await client.messages.create(anthropicRequest)
      return message.content[0].text
    },
    async stream() {
      const stream = await client.messages.create({ ...anthropicRequest, stream: true })
      let text = ''
      for await (const event of stream) if (event.type === 'content_block_delta') text += event.delta.text
      return text
    },
  }
}
