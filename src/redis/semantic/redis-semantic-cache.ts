import { checkNumbers, checkSemanticOptions, type SemanticOptions } from '../../cache/semantic/semantic-options.js'
import type { SemanticCache } from '../../contract/cache.js'
import { APIConnectionError } from '../../contract/errors.js'
import { openRedis, type RedisConnection, refuse, warn } from '../connection.js'
import { GuardedRedis } from '../guarded-redis.js'
import { redisCache } from '../redis-cache.js'
import { QuestionIndex } from './question-index.js'
import { listKeys, QuestionList } from './question-list.js'
import { RedisSemanticStore } from './redis-semantic-store.js'

/** Options of `redisSemanticCache`, beside where Redis is. */
export interface RedisSemanticCacheOptions extends SemanticOptions {
  /** What all keys begin with; caches of one prefix share their answers, `redisCache` too. Default `'modelrelay'`. */
  prefix?: string
  /** ms that an answer is kept where the call does not say. Default: until Redis evicts it. */
  ttl?: number
  /** Questions at most, in Redis and in the memory of each process; those stored first go first. Default 50,000. */
  max?: number
  /** ms after which a question stored by another process is found here at the latest. Default 1,000. */
  refreshMs?: number
  /** ms that a look-up waits for Redis at most, each time that it asks. Default 50. */
  timeoutMs?: number
  /** Told once per outage of Redis, and of each damaged record. Default: a warning of the process. */
  onFailure?: (error: unknown) => void
}

const MAX_QUESTIONS = 50_000
const REFRESH_MS = 1_000
const TIMEOUT_MS = 50

/**
 * Answers in Redis, found by the same request or by a question that means the same, and shared by all processes whose
 * caches have the same prefix and embedder. A Redis that is slow or gone is a miss.
 * @throws BadRequestError for options that cannot be right
 * @example
 * createRelay({ cache: redisSemanticCache({ url: 'redis://127.0.0.1:6379', embed: 'openai/text-embedding-3-small' }) })
 */
export function redisSemanticCache(options: RedisConnection & RedisSemanticCacheOptions): SemanticCache {
  const { prefix = 'modelrelay', ttl, max = MAX_QUESTIONS, embed, onFailure = warn } = options
  const { refreshMs = REFRESH_MS, timeoutMs = TIMEOUT_MS } = options
  checkSemanticOptions('redisSemanticCache', options)
  checkNumbers('redisSemanticCache', { ttl, max, timeoutMs })
  if (!(refreshMs >= 0)) refuse('refreshMs', 'expected 0 or more')
  const report = toReport(onFailure)
  const exact = redisCache({ ...options, onFailure: report })
  const names = listKeys(prefix, typeof embed === 'string' ? embed : embed.model)
  const { commands, ready } = openRedis(options)
  const onDown = (cause: unknown) => report(toOutage(cause))
  const redis = new GuardedRedis(commands, { ready, timeoutMs, probeKey: names.records, onDown })
  const list = new QuestionList(redis, names, Math.ceil(max))
  const index = new QuestionIndex(list, { max, refreshMs, timeoutMs, report })
  return new RedisSemanticStore({ redis, exact, list, index, prefix, ttl, options })
}

function toReport(onFailure: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onFailure(error)
    } catch {
      // A listener that throws harms no call.
    }
  }
}

function toOutage(cause: unknown): APIConnectionError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new APIConnectionError(`Redis is away (${reason}). No question finds an answer until it is back.`, { cause })
}
