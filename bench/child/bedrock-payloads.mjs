import { crc32 } from 'node:zlib'
import { PROMPT_TOKENS, text, WHOLE_TOKENS, word } from './words.mjs'

const usage = (output) => ({
  inputTokens: PROMPT_TOKENS,
  outputTokens: output,
  totalTokens: PROMPT_TOKENS + output,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
})

const METRICS = { latencyMs: 412 }

export function bedrockWhole() {
  const message = { content: [{ text: text(WHOLE_TOKENS) }], role: 'assistant' }
  return { metrics: METRICS, output: { message }, stopReason: 'end_turn', usage: usage(WHOLE_TOKENS) }
}

/** What the service adds to each event so that its length does not tell the text. */
const padding = (at) => 'abcdefghijklmnopqrstuvwxyz'.slice(0, 1 + (at % 26))

/** One frame of AWS's event stream for each event. */
export function bedrockEvents(tokens) {
  return [
    frame('messageStart', { p: padding(3), role: 'assistant' }),
    ...Array.from({ length: tokens }, (_, at) =>
      frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: word(at) }, p: padding(at) }),
    ),
    frame('contentBlockStop', { contentBlockIndex: 0, p: padding(7) }),
    frame('messageStop', { p: padding(11), stopReason: 'end_turn' }),
    frame('metadata', { metrics: METRICS, p: padding(5), usage: usage(tokens) }),
  ]
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
function frame(type, event) {
  const headers = Buffer.concat(
    Object.entries({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }).map(header),
  )
  const payload = Buffer.from(JSON.stringify(event))
  const lengths = Buffer.concat([uint32(16 + headers.length + payload.length), uint32(headers.length)])
  const unsigned = Buffer.concat([lengths, uint32(crc32(lengths)), headers, payload])
  return Buffer.concat([unsigned, uint32(crc32(unsigned))])
}

const STRING = 7

function header([name, value]) {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(value.length)
  return Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.of(STRING), length, Buffer.from(value)])
}

function uint32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
