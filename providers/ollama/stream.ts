import { ChunkBuilder, isRecord, type ProviderCall, parseJson, type StreamTranslator } from '../../src/provider.js'
import { isError, toFailure } from './errors.js'
import { toFinishReason } from './finish-reason.js'
import { callsOf, createdAt, textOf, toChatUsage, toLogprobs } from './response.js'

/** Chunks from the lines of one stream: each is an object of its own (quirks.md 145). */
export function createStream(call: ProviderCall): StreamTranslator {
  const builder = new ChunkBuilder(call.model)
  let calls = 0
  return {
    event(data) {
      const line = parseJson(data, 'A line of the stream')
      if (!isRecord(line)) return
      if (isError(line)) {
        builder.flushUsage()
        throw toFailure(line, call)
      }
      builder.head({ model: textOf(line['model']), created: createdAt(line) })
      const message = isRecord(line['message']) ? line['message'] : {}
      builder.reasoning(textOf(message['thinking']))
      builder.text(textOf(message['content']), 0, toLogprobs(line['logprobs']))
      for (const { id, function: called } of callsOf(message['tool_calls']))
        builder.toolCall({ index: calls++, id, name: called.name, arguments: called.arguments })
      if (line['done'] !== true) return
      const usage = toChatUsage(line)
      if (usage) builder.usage(usage)
      builder.finish(toFinishReason(line['done_reason'], call))
    },
    end: () => builder.end(),
    take: () => builder.take(),
  }
}
