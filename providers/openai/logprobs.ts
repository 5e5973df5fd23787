import { isRecord, type Logprobs } from '../../src/provider.js'

type TokenLogprob = NonNullable<Logprobs['content']>[number]

/** OpenAI's logprobs; null where the host sent none, or an object that says nothing (Snowflake). */
export function toLogprobs(value: unknown): Logprobs | null {
  if (!isRecord(value)) return null
  const content = toTokens(value['content'])
  const refusal = toTokens(value['refusal'])
  return content || refusal ? { content, refusal } : null
}

function toTokens(value: unknown): TokenLogprob[] | null {
  if (!Array.isArray(value)) return null
  return value.filter(isRecord).map((token) => ({ ...toToken(token), top_logprobs: toTop(token['top_logprobs']) }))
}

function toTop(value: unknown): TokenLogprob['top_logprobs'] {
  return Array.isArray(value) ? value.filter(isRecord).map(toToken) : []
}

function toToken({ token, logprob, bytes }: Readonly<Record<string, unknown>>): TokenLogprob['top_logprobs'][number] {
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logprob === 'number' ? logprob : 0,
    bytes: Array.isArray(bytes) ? bytes.filter((byte) => typeof byte === 'number') : null,
  }
}
