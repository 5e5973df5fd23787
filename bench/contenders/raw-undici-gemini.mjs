// The floor with translation: OpenAI's form goes in and comes out, by hand and for this one conversation.

import { openaiRequest } from '../child/request.mjs'
import { createScanner } from '../child/sse-scanner.mjs'
import { Pool } from '../child/undici.mjs'

const MODEL = 'gemini-2.5-flash'
const headers = { 'content-type': 'application/json', 'x-goog-api-key': 'bench' }

export function open(baseURL) {
  const { origin, pathname } = new URL(baseURL)
  const pool = new Pool(origin, { connections: 64 })
  const post = (method) =>
    pool.request({
      method: 'POST',
      path: `${pathname}/v1beta/models/${MODEL}:${method}`,
      headers,
      body: JSON.stringify(toBody(openaiRequest)),
    })
  return {
    async call() {
      const { body } = await post('generateContent')
      const answer = toCompletion(await body.json())
      return answer.choices[0].message.content
    },
    async stream() {
      const { body } = await post('streamGenerateContent?alt=sse')
      let text = ''
      for await (const chunk of chunks(body)) text += chunk.choices[0].delta.content
      return text
    },
  }
}

function toBody({ messages, temperature, max_tokens: maxOutputTokens }) {
  const parts = (role) => messages.filter((message) => message.role === role).map(({ content }) => ({ text: content }))
  return {
    systemInstruction: { parts: parts('system') },
    contents: [{ role: 'user', parts: parts('user') }],
    generationConfig: { temperature, maxOutputTokens },
  }
}

function toCompletion({ candidates, usageMetadata, responseId: id, modelVersion: model }) {
  const { content, finishReason } = candidates[0]
  const message = { role: 'assistant', content: content.parts[0].text, refusal: null }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: toFinishReason(finishReason) }]
  return { id, object: 'chat.completion', created: 0, model, choices, usage: toUsage(usageMetadata) }
}

function toChunk({ candidates, usageMetadata, responseId: id, modelVersion: model }) {
  const { content, finishReason } = candidates[0]
  const finish_reason = finishReason === undefined ? null : toFinishReason(finishReason)
  const choices = [
    { index: 0, delta: { role: 'assistant', content: content.parts[0].text }, logprobs: null, finish_reason },
  ]
  const usage = finish_reason === null ? null : toUsage(usageMetadata)
  return { id, object: 'chat.completion.chunk', created: 0, model, choices, usage }
}

const toFinishReason = (reason) => (reason === 'STOP' ? 'stop' : 'length')

function toUsage({ promptTokenCount, candidatesTokenCount, totalTokenCount }) {
  return { prompt_tokens: promptTokenCount, completion_tokens: candidatesTokenCount, total_tokens: totalTokenCount }
}

async function* chunks(body) {
  let batch = []
  const feed = createScanner((data) => {
    batch.push(toChunk(JSON.parse(data)))
  })
  for await (const bytes of body) {
    feed(bytes)
    yield* batch
    batch = []
  }
}
