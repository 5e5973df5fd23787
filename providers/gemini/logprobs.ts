import { isRecord, type Logprobs } from '../../src/provider.js'

type Token = NonNullable<Logprobs['content']>[number]

/** OpenAI's log probabilities from `logprobsResult`. Undefined where there are none. */
export function toLogprobs(result: unknown): Logprobs | undefined {
  if (!isRecord(result) || !Array.isArray(result['chosenCandidates'])) return undefined
  const top = Array.isArray(result['topCandidates']) ? result['topCandidates'] : []
  const content = result['chosenCandidates'].map((chosen: unknown, at): Token => {
    const step: unknown = top[at]
    const rivals = isRecord(step) && Array.isArray(step['candidates']) ? step['candidates'] : []
    return { ...toToken(chosen), top_logprobs: rivals.map(toToken) }
  })
  return { content, refusal: null }
}

function toToken(candidate: unknown): { token: string; logprob: number; bytes: number[] } {
  const { token, logProbability } = isRecord(candidate) ? candidate : {}
  const text = typeof token === 'string' ? token : ''
  return {
    token: text,
    // OpenAI's number for a token that was all but impossible.
    logprob: typeof logProbability === 'number' ? logProbability : -9999,
    bytes: [...Buffer.from(text, 'utf8')],
  }
}
