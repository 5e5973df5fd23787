/** Of a client of `redis` (node-redis 5 or 6), what is used. You connect it, and you close it. */
export interface NodeRedisClient {
  readonly isReady: boolean
  sendCommand(args: readonly string[]): Promise<unknown>
  on(event: 'error', listener: (error: unknown) => void): unknown
  off(event: 'error', listener: (error: unknown) => void): unknown
}

/** The same of a cluster of `redis`. */
export interface NodeRedisCluster {
  readonly slots: readonly unknown[]
  sendCommand(firstKey: string | undefined, isReadonly: boolean | undefined, args: string[]): Promise<unknown>
  on(event: 'error', listener: (error: unknown) => void): unknown
  off(event: 'error', listener: (error: unknown) => void): unknown
}

/** Of a client or cluster of `ioredis`, what is used. */
export interface IoredisClient {
  readonly isCluster: boolean
  call(command: string, args: string[]): Promise<unknown>
  on(event: 'error', listener: (error: unknown) => void): unknown
  off(event: 'error', listener: (error: unknown) => void): unknown
}

/** A client of `redis` or `ioredis`, for one server or for a cluster. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | IoredisClient
