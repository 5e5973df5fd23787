// The floor of the other wire: the vendor's own events, read and not translated.

import { anthropicRequest } from '../child/request.mjs'
import { createScanner } from '../child/sse-scanner.mjs'
import { Pool } from '../child/undici.mjs'

const headers = { 'content-type': 'application/json', 'x-api-key': 'bench', 'anthropic-version': '2023-06-01' }

export function open(baseURL) {
  const { origin, pathname } = new URL(baseURL)
  const pool = new Pool(origin, { connections: 64 })
  const post = (request) =>
    pool.request({ method: 'POST', path: `${pathname}/v1/messages`, headers, body: JSON.stringify(request) })
  return {
    async call() {
      const { body } = await post(anthropicRequest)
      const message = await body.json()
      return message.content[0].text
    },
    async stream() {
      const { body } = await post({ ...anthropicRequest, stream: true })
      let text = ''
      for await (const event of events(body)) if (event.type === 'content_block_delta') text += event.delta.text
      return text
    },
  }
}

async function* events(body) {
  let batch = []
  const feed = createScanner((data) => {
    batch.push(JSON.parse(data))
  })
  for await (const bytes of body) {
    feed(bytes)
    yield* batch
    batch = []
  }
}
