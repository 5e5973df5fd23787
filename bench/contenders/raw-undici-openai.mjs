// The floor: undici, a scanner for `data:` lines, JSON.parse. No checks, no errors, no limits, no translation.

import { openaiRequest } from '../child/request.mjs'
import { createScanner } from '../child/sse-scanner.mjs'
import { Pool } from '../child/undici.mjs'

const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }

export function open(baseURL) {
  const { origin, pathname } = new URL(baseURL)
  const pool = new Pool(origin, { connections: 64 })
  const post = (request) =>
    pool.request({
      method: 'POST',
      path: `${pathname}/v1/chat/completions`,
      headers,
      body: JSON.stringify(request),
    })
  return {
    async call() {
      const { body } = await post(openaiRequest)
      const answer = await body.json()
      return answer.choices[0].message.content
    },
    async stream() {
      const { body } = await post({ ...openaiRequest, stream: true })
      let text = ''
      for await (const chunk of chunks(body)) text += chunk.choices[0]?.delta.content ?? ''
      return text
    },
  }
}

async function* chunks(body) {
  let batch = []
  const feed = createScanner((data) => {
    if (data !== '[DONE]') batch.push(JSON.parse(data))
  })
  for await (const bytes of body) {
    feed(bytes)
    yield* batch
    batch = []
  }
}
