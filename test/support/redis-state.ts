import type { RedisClient } from '../../src/redis/client.js'
import { toCommands } from '../../src/redis/commands.js'
import { RedisState, type SharedStateOptions } from '../../src/router/redis-state/redis-state.js'

/** A state whose minute is as short as a test wants, and that waits for a Redis on a busy machine. */
export function testedState(client: RedisClient, options: Partial<SharedStateOptions> = {}): RedisState {
  return new RedisState(toCommands(client), {
    prefix: 'test',
    windowMs: 60_000,
    buckets: 240,
    leaseMs: 15_000,
    name: crypto.randomUUID(),
    timeoutMs: 2_000,
    onFailure: () => {},
    ...options,
  })
}
