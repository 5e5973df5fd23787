// The built package, as a user gets it; MODELRELAY_DIST measures another build.
import { pathToFileURL } from 'node:url'
import { openaiRequest } from './request.mjs'

const dist = process.env.MODELRELAY_DIST ?? new URL('../../dist', import.meta.url).pathname
const { createRelay } = await import(pathToFileURL(`${dist}/index.js`).href)

export function openRelay(provider, settings, model) {
  const relay = createRelay({ providers: { [provider]: settings } })
  const body = { ...openaiRequest, model: `${provider}/${model}` }
  return {
    close: () => relay.close(),
    async call() {
      const reply = await relay.completion(body)
      return reply.choices[0].message.content
    },
    async stream() {
      const stream = await relay.completion({ ...body, stream: true })
      let text = ''
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
      return text
    },
  }
}
