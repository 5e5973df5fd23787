// What the local server answers, serialised once. Field names, sizes and headers are those of the real APIs.

import { bedrockEvents, bedrockWhole } from './bedrock-payloads.mjs'
import { geminiEvents, geminiWhole } from './gemini-payloads.mjs'
import { PROMPT_TOKENS, text, WHOLE_TOKENS, word } from './words.mjs'

function openaiUsage(output) {
  return {
    prompt_tokens: PROMPT_TOKENS,
    completion_tokens: output,
    total_tokens: PROMPT_TOKENS + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

function anthropicUsage(output) {
  return {
    input_tokens: PROMPT_TOKENS,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: output,
    service_tier: 'standard',
  }
}

const OPENAI_ANSWER = {
  id: 'chatcmpl-BenchBenchBenchBenchBenchBench',
  created: 1763632800,
  model: 'gpt-4o-mini-2024-07-18',
  service_tier: 'default',
  system_fingerprint: 'fp_0123456789',
}

const ANTHROPIC_ANSWER = {
  id: 'msg_01BenchBenchBenchBenchBench',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5-20251001',
}

function openaiWhole() {
  const message = { role: 'assistant', content: text(WHOLE_TOKENS), refusal: null, annotations: [] }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
  return { ...OPENAI_ANSWER, object: 'chat.completion', choices, usage: openaiUsage(WHOLE_TOKENS) }
}

function anthropicWhole() {
  const content = [{ type: 'text', text: text(WHOLE_TOKENS) }]
  return {
    ...ANTHROPIC_ANSWER,
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: anthropicUsage(WHOLE_TOKENS),
  }
}

/** One string for each server-sent event. Usage is sent to all alike, asked for or not. */
function openaiEvents(tokens) {
  const frame = (choices, usage = null) =>
    `data: ${JSON.stringify({ ...OPENAI_ANSWER, object: 'chat.completion.chunk', choices, usage, obfuscation: 'aB3dE6g' })}\n\n`
  const delta = (delta, finish_reason = null) => frame([{ index: 0, delta, logprobs: null, finish_reason }])
  return [
    delta({ role: 'assistant', content: '', refusal: null }),
    ...Array.from({ length: tokens }, (_, at) => delta({ content: word(at) })),
    delta({}, 'stop'),
    frame([], openaiUsage(tokens)),
    'data: [DONE]\n\n',
  ]
}

function anthropicEvents(tokens) {
  const frame = (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
  const start = { ...ANTHROPIC_ANSWER, content: [], stop_reason: null, stop_sequence: null, usage: anthropicUsage(1) }
  return [
    frame({ type: 'message_start', message: start }),
    frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    frame({ type: 'ping' }),
    ...Array.from({ length: tokens }, (_, at) =>
      frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word(at) } }),
    ),
    frame({ type: 'content_block_stop', index: 0 }),
    frame({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: anthropicUsage(tokens),
    }),
    frame({ type: 'message_stop' }),
  ]
}

const SHARED_HEADERS = `date: Thu, 20 Nov 2025 10:00:00 GMT
connection: keep-alive
strict-transport-security: max-age=31536000; includeSubDomains; preload
x-content-type-options: nosniff
server: cloudflare
cf-cache-status: DYNAMIC
cf-ray: 0123456789abcdef-FRA`

const OPENAI_HEADERS = `${SHARED_HEADERS}
openai-organization: org-bench
openai-processing-ms: 412
openai-version: 2020-10-01
x-ratelimit-limit-requests: 30000
x-ratelimit-limit-tokens: 150000000
x-ratelimit-remaining-requests: 29999
x-ratelimit-remaining-tokens: 149999990
x-ratelimit-reset-requests: 2ms
x-ratelimit-reset-tokens: 0s
x-request-id: req_0123456789abcdef0123456789abcdef
alt-svc: h3=":443"; ma=86400`

const ANTHROPIC_HEADERS = `${SHARED_HEADERS}
anthropic-ratelimit-input-tokens-limit: 2000000
anthropic-ratelimit-input-tokens-remaining: 1999000
anthropic-ratelimit-input-tokens-reset: 2025-11-20T10:00:00Z
anthropic-ratelimit-output-tokens-limit: 400000
anthropic-ratelimit-output-tokens-remaining: 399000
anthropic-ratelimit-output-tokens-reset: 2025-11-20T10:00:00Z
anthropic-ratelimit-requests-limit: 4000
anthropic-ratelimit-requests-remaining: 3999
anthropic-ratelimit-requests-reset: 2025-11-20T10:00:00Z
request-id: req_011CBenchBenchBenchBenchBe`

const GEMINI_HEADERS = `date: Thu, 20 Nov 2025 10:00:00 GMT
vary: Origin, X-Origin, Referer
server: scaffolding on HTTPServer2
x-xss-protection: 0
x-frame-options: SAMEORIGIN
x-content-type-options: nosniff
server-timing: gfet4t7; dur=412
alt-svc: h3=":443"; ma=2592000,h3-29=":443"; ma=2592000`

const gemini = { headers: GEMINI_HEADERS, whole: geminiWhole(), events: geminiEvents }

const BEDROCK_HEADERS = `date: Thu, 20 Nov 2025 10:00:00 GMT
x-amzn-requestid: 01234567-89ab-cdef-0123-456789abcdef`

const bedrock = {
  headers: BEDROCK_HEADERS,
  whole: bedrockWhole(),
  events: bedrockEvents,
  streamType: 'application/vnd.amazon.eventstream',
}

/** The wire protocols by the end of their path; `streamed` where it, and not the body, says whether to stream. */
const WIRES = {
  '/chat/completions': { headers: OPENAI_HEADERS, whole: openaiWhole(), events: openaiEvents },
  '/messages': { headers: ANTHROPIC_HEADERS, whole: anthropicWhole(), events: anthropicEvents },
  ':generateContent': { ...gemini, streamed: false },
  ':streamGenerateContent?alt=sse': { ...gemini, streamed: true },
  '/converse': { ...bedrock, streamed: false },
  '/converse-stream': { ...bedrock, streamed: true },
}

/** What to answer to a path: /<tokens of a stream>/<ms between its events>/…; 0 ms is the whole stream in one write. */
export function toAnswer(path) {
  const match = /^\/(\d+)\/(\d+)(?=\/)/.exec(path)
  const wire = Object.entries(WIRES).find(([end]) => path.endsWith(end))?.[1]
  if (!match || !wire) throw new Error(`No such path: ${path}`)
  return {
    headers: wire.headers,
    streamed: wire.streamed,
    streamType: wire.streamType ?? 'text/event-stream; charset=utf-8',
    whole: Buffer.from(JSON.stringify(wire.whole)),
    events: wire.events(Number(match[1])).map((event) => Buffer.from(event)),
    pauseMs: Number(match[2]),
  }
}
