import {
  type ChatCompletionChunk,
  type ChatTranslator,
  defineProvider,
  isRecord,
  type Provider,
  type ProviderCall,
  type ProviderRequest,
} from '../../src/provider.js'
import { Prediction } from './predictions.js'
import { toInput, toRequest } from './request.js'
import { toCompletion } from './response.js'
import { createStream } from './stream.js'

const chat: ChatTranslator = { path: '/v1/predictions', toRequest, toCompletion, createStream }

const http = defineProvider({
  id: 'replicate',
  name: 'Replicate',
  baseURL: 'https://api.replicate.com',
  baseURLEnv: ['REPLICATE_API_BASE'],
  apiKeyEnv: ['REPLICATE_API_KEY', 'REPLICATE_API_TOKEN'],
  params: () => [
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'top_p',
    'top_k',
    'stop',
    'seed',
    'stream_options',
  ],
  chat,
})

/** Language models on Replicate. A request starts a prediction, which is followed to its end. */
export const replicate: Provider = {
  ...http,
  async complete(request, call) {
    const prediction = new Prediction(call)
    try {
      return await http.complete(request, following(request, call, prediction))
    } catch (error) {
      throw prediction.failed(error)
    }
  },
  async stream(request, call) {
    const prediction = new Prediction(call)
    try {
      return watched(await http.stream(request, following(request, call, prediction)), prediction)
    } catch (error) {
      throw prediction.failed(error)
    }
  },
}

/** A stream that tells its prediction how it ended. Not a generator: one that was never begun would not learn of its end. */
function watched(
  batches: AsyncIterable<ChatCompletionChunk[]>,
  prediction: Prediction,
): AsyncIterableIterator<ChatCompletionChunk[]> {
  const source = batches[Symbol.asyncIterator]()
  let over = false
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const item = await source.next()
        if (item.done) over = true
        return item
      } catch (error) {
        over = true
        throw prediction.failed(error)
      }
    },
    async return() {
      if (!over) prediction.cancel()
      over = true
      await source.return?.()
      return { value: undefined, done: true }
    },
  }
}

/** The same call to the prediction's end; what `extraBody` says of its input joins ours, in place of all of it. */
function following(request: ProviderRequest, call: ProviderCall, transport: Prediction): ProviderCall {
  const followed = { ...call, transport }
  const own = call.extraBody?.['input']
  return isRecord(own)
    ? { ...followed, extraBody: { ...call.extraBody, input: { ...toInput(request), ...own } } }
    : followed
}
