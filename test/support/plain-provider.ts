import { ChunkBuilder, failureInside, type HttpProvider, isRecord, parseJson } from '../../src/provider.js'

/** The smallest vendor over HTTP: `{ text }` whole, `{ text }` and `{ end }` events streamed. */
export function plainProvider(more: Partial<HttpProvider> = {}): HttpProvider {
  return {
    id: 'plain',
    name: 'Plain',
    apiKeyEnv: ['PLAIN_API_KEY'],
    baseURLEnv: ['PLAIN_BASE_URL'],
    params: () => ['temperature'],
    chat: {
      path: '/say',
      toRequest: (request, call) => ({
        body: { model: request.model, stream: call.stream, messages: request.messages },
      }),
      toCompletion: (body, call) => {
        if (!isRecord(body) || typeof body['text'] !== 'string') throw failureInside(body, call)
        const message = { role: 'assistant' as const, content: body['text'], refusal: null }
        const choice = { index: 0, message, logprobs: null, finish_reason: 'stop' as const }
        return { id: 'x', object: 'chat.completion', created: 1, model: call.model, choices: [choice] }
      },
      createStream: (call) => {
        const builder = new ChunkBuilder(call.model)
        return {
          event: (data) => {
            const event = parseJson(data, 'An event')
            if (!isRecord(event)) return
            if (event['error']) throw failureInside(event, call)
            if (typeof event['text'] === 'string') builder.text(event['text'])
            if (event['end']) builder.finish('stop')
          },
          end: () => builder.end(),
          take: () => builder.take(),
        }
      },
    },
    ...more,
  }
}
