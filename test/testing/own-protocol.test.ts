import { describe, test } from 'vitest'
import { fromRow } from '../../providers/openai-compatible/index.js'
import {
  APIResponseError,
  BadRequestError,
  ChunkBuilder,
  defineProvider,
  failureInside,
  isRecord,
  type ProviderCall,
  type ProviderCompletion,
  type ProviderRequest,
  parseJson,
  randomId,
  toUsage,
} from '../../src/provider.js'
import { type Answer, type Dialect, type Frame, splitText } from '../../src/simulator.js'
import { testProvider } from '../../src/testing.js'

// What a third party writes, from the published entries alone: a vendor with a protocol of its own, its dialect for the
// simulator, and the row of docs/testing.md.

const runner = { describe: describe.concurrent, test }

const acme = defineProvider({
  id: 'acme',
  name: 'Acme',
  baseURL: 'https://api.acme.example/v1',
  apiKeyEnv: ['ACME_API_KEY'],
  params: () => ['max_tokens', 'max_completion_tokens', 'temperature', 'stop'],
  chat: {
    path: '/say',
    toRequest: (request) => ({ body: toBody(request) }),
    toCompletion,
    createStream(call) {
      const chunks = new ChunkBuilder(call.model)
      return {
        event(data) {
          const value = parseJson(data, 'An event of Acme')
          if (!isRecord(value)) return
          if (value['error']) throw failureInside(value, call)
          if (typeof value['piece'] === 'string') chunks.text(value['piece'])
          if (isRecord(value['used'])) chunks.usage(usageOf(value['used']))
          if (value['stop']) chunks.finish(toFinishReason(value['stop'], call))
        },
        end: () => chunks.end(),
        take: () => chunks.take(),
      }
    },
  },
})

function toBody({ model, messages, ...rest }: ProviderRequest): object {
  const { max_tokens, max_completion_tokens, temperature, stop, stream, stream_options: _, ...own } = rest
  const lines = messages.map(({ role, content }, at) => ({ who: role, what: textOf(content, at) }))
  return { model, limit: max_completion_tokens ?? max_tokens, heat: temperature, until: stop, stream, lines, ...own }
}

function textOf(content: unknown, at: number): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : ''
  const texts = content.map((part: unknown, index) => {
    if (isRecord(part) && part['type'] === 'text') return String(part['text'])
    throw new BadRequestError('Acme takes text alone.', { param: `messages[${at}].content[${index}]` })
  })
  return texts.join('\n')
}

function toCompletion(body: unknown, call: ProviderCall): ProviderCompletion {
  if (isRecord(body) && body['error']) throw failureInside(body, call)
  if (!isRecord(body) || typeof body['reply'] !== 'string') throw new APIResponseError('Acme said nothing.')
  const message = { role: 'assistant' as const, content: body['reply'], refusal: null }
  return {
    id: randomId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: call.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: toFinishReason(body['stop'], call) }],
    ...(isRecord(body['used']) && { usage: usageOf(body['used']) }),
  }
}

function toFinishReason(word: unknown, { report }: ProviderCall): 'stop' | 'length' {
  report.finishReason = String(word)
  if (word === 'end') return 'stop'
  if (word === 'limit') return 'length'
  throw new APIResponseError(`Acme stopped for an unknown reason: ${word}`)
}

const usageOf = ({ in: prompt, out }: Readonly<Record<string, unknown>>) =>
  toUsage({ prompt: Number(prompt), completion: Number(out) })

const WORDS: Readonly<Record<string, string>> = { stop: 'end', length: 'limit' }
const stopOf = ({ finishReason = 'stop' }: Answer) => WORDS[finishReason] ?? finishReason
const usedOf = ({ usage }: Answer) => usage && { used: { in: usage.inputTokens, out: usage.outputTokens } }
const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

const acmeDialect: Dialect = {
  id: 'acme-chat',
  maker: 'acme',
  handles: (path) => path.endsWith('/v1/say'),
  baseURL: (origin, provider) => `${origin}/${provider}/v1`,
  hasKey: ({ headers }) => /^Bearer \S/.test(headers['authorization'] ?? ''),
  refuse: () => undefined,
  missingKey: { message: 'No key.' },
  notFound: () => ({ message: 'No such path.' }),
  facts: (body) => ({ lastUserText: '', json: false, inputCharacters: JSON.stringify(body).length }),
  body: (answer) => ({ reply: [answer.text].flat().join(''), stop: stopOf(answer), ...usedOf(answer) }),
  frames: (answer, { random }): Frame[] => [
    ...splitText(answer.text, answer.chunking, random).map((piece) => ({
      kind: 'content' as const,
      text: event({ piece }),
    })),
    ...(answer.usage ? [{ kind: 'usage' as const, text: event(usedOf(answer)) }] : []),
    { kind: 'finish', text: event({ stop: stopOf(answer) }) },
  ],
  errorBody: ({ status, message, type, code }) => ({ error: { message: message ?? `HTTP ${status}`, type, code } }),
  errorFrame: ({ status, message, type, code }) =>
    event({ error: { message: message ?? `HTTP ${status}`, type, code } }),
  models: (names) => ({ models: names }),
  requestId: (random) => `req_${Math.floor(random() * 1e9)}`,
  headers: (requestId) => ({ 'content-type': 'application/json', 'x-request-id': requestId }),
  rateLimitHeaders: () => ({}),
  keepAlive: ': ping\n\n',
}

const TEXT_ALONE = 'The models take and give text alone.'
const NOT_COUNTED = 'It is not counted.'

testProvider(runner, {
  provider: acme,
  model: 'acme-1',
  dialect: acmeDialect,
  lacks: {
    tools: TEXT_ALONE,
    images: TEXT_ALONE,
    pdf: TEXT_ALONE,
    audio: TEXT_ALONE,
    schema: TEXT_ALONE,
    reasoning: TEXT_ALONE,
    contentFilter: 'There is no such word.',
    refusal: 'There is no such word.',
    cachedTokens: NOT_COUNTED,
    cacheWriteTokens: NOT_COUNTED,
    reasoningTokens: NOT_COUNTED,
  },
})

testProvider(runner, {
  provider: fromRow({
    prefix: 'acme-row',
    name: 'Acme',
    baseURL: 'https://api.acme.example/v1',
    apiKeyEnv: ['ACME_API_KEY'],
    docs: 'https://docs.acme.example',
  }),
  model: 'acme-1',
  lacks: {
    pdf: 'The API takes no files.',
    reasoningReplay: 'The models do not want their earlier reasoning.',
    signatures: 'Reasoning has no signature.',
  },
})
