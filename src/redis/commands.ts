import type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './client.js'
import type { Script } from './script.js'

/** Redis, whatever client reaches it. Commands sent without waiting for each other travel together. */
export interface RedisCommands {
  /** Whether keys live on several servers. */
  readonly cluster: boolean
  /** Sends a command; in a cluster to where `key` lives. */
  send(key: string, args: readonly string[]): Promise<unknown>
  /** Runs a script, whose keys all live in one place. */
  evaluate(script: Script, keys: readonly string[], args: readonly string[]): Promise<unknown>
  /** Opens the connection anew, where it is ours. */
  reconnect?(): void
  /** Ends what was opened for it. */
  close(): Promise<void>
}

/** @throws TypeError for what is no client of `redis` or `ioredis` */
export function toCommands(client: RedisClient): RedisCommands {
  const { cluster, send } = toSender(client)
  // A client without a listener brings the process down when its connection breaks. What fails is told by its command.
  client.on('error', ignore)
  return {
    cluster,
    send,
    evaluate: (script, keys, args) => evaluate(send, script, keys, args),
    close: async () => {
      client.off('error', ignore)
    },
  }
}

type Send = RedisCommands['send']

function toSender(client: RedisClient): { cluster: boolean; send: Send } {
  if (isIoredis(client))
    return { cluster: client.isCluster, send: (_key, [command = '', ...args]) => client.call(command, args) }
  if (isNodeRedisCluster(client))
    return { cluster: true, send: (key, args) => client.sendCommand(key, false, [...args]) }
  if (typeof client.sendCommand === 'function')
    return { cluster: false, send: (_key, args) => client.sendCommand(args) }
  throw new TypeError('client: expected a client of redis (node-redis 5 or later) or ioredis.')
}

/** The server knows a script that it ran before by its digest; one that it does not know is sent whole. */
async function evaluate(send: Send, { digest, source }: Script, keys: readonly string[], args: readonly string[]) {
  const [key = ''] = keys
  const rest = [String(keys.length), ...keys, ...args]
  try {
    return await send(key, ['EVALSHA', digest, ...rest])
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return send(key, ['EVAL', source, ...rest])
  }
}

const isIoredis = (client: RedisClient): client is IoredisClient => 'call' in client
const isNodeRedisCluster = (client: NodeRedisClient | NodeRedisCluster): client is NodeRedisCluster => 'slots' in client

function ignore(): void {}
