import {
  APIResponseError,
  ChunkBuilder,
  failureInside,
  isRecord,
  type ProviderCall,
  parseJson,
  type StreamTranslator,
} from '../../src/provider.js'
import { toFailure } from './errors.js'

/** Chunks from the events of a prediction's output, which is plain text (https://replicate.com/docs/topics/predictions/streaming). */
export function createStream(call: ProviderCall): StreamTranslator {
  const builder = new ChunkBuilder(call.model)
  return {
    event(data, name) {
      if (name === 'output') builder.text(data)
      else if (name === 'error') throw failureInside(fieldsOf(data), call)
      else if (name === 'done') {
        const { reason } = fieldsOf(data)
        if (reason === 'canceled' || reason === 'error')
          throw toFailure({ status: reason === 'error' ? 'failed' : reason }, call)
        builder.finish('stop')
      } else if (name === undefined || name === 'message')
        throw new APIResponseError('An event of the stream has no name.', {
          provider: call.provider,
          model: call.model,
        })
    },
    end: () => builder.end(),
    take: () => builder.take(),
  }
}

function fieldsOf(data: string): Record<string, unknown> {
  if (!data.trimStart().startsWith('{')) return { error: data }
  const body = parseJson(data, 'An event of the stream')
  return isRecord(body) ? body : {}
}
