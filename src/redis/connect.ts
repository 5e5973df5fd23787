import { MissingDependencyError } from '../contract/errors.js'
import { type RedisCommands, toCommands } from './commands.js'

const CONNECT_TIMEOUT_MS = 5_000
const MAX_RECONNECT_MS = 1_000

/** ms that the first calls wait for the first connection. */
const FIRST_CONNECTION_MS = 1_000

/** Commands over a connection that is being opened. `ready`: it is open, or was tried; rejects where no client is installed. */
export function connectLater(url: string): { commands: RedisCommands; ready: Promise<unknown> } {
  const opening = connect(url)
  opening.catch(ignore) // told by `ready`
  return {
    ready: opening,
    commands: {
      cluster: false,
      send: async (key, args) => (await opening).send(key, args),
      reconnect: () => void opening.then((commands) => commands.reconnect?.(), ignore),
      evaluate: async (script, keys, args) => (await opening).evaluate(script, keys, args),
      close: () => opening.then((commands) => commands.close(), ignore),
    },
  }
}

/**
 * Opens a connection with `redis`, else with `ioredis`, whichever is installed. It is restored whenever it breaks;
 * commands fail meanwhile. It keeps no process alive. Settles when it is open, or was tried in vain.
 * @throws MissingDependencyError
 */
async function connect(url: string): Promise<RedisCommands> {
  const redis = await import('redis').catch(() => undefined)
  if (redis) return connectRedis(redis, url)
  const ioredis = await import('ioredis').catch(() => undefined)
  if (ioredis) return connectIoredis(ioredis, url)
  throw new MissingDependencyError('redis')
}

async function connectRedis({ createClient }: typeof import('redis'), url: string): Promise<RedisCommands> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: reconnectMs },
  })
  const commands = toCommands(client)
  client.unref()
  const failed = new Promise((resolve) => client.once('error', resolve))
  // It goes on trying after that.
  const open = client.connect().catch(ignore)
  await first([open, failed])
  const close = () => {
    if (client.isOpen) client.destroy()
  }
  const reconnect = () => {
    // One that is being opened has its own time limit.
    if (!client.isReady) return
    close()
    client.connect().catch(ignore)
  }
  return { ...commands, reconnect, close: async () => close() }
}

async function connectIoredis({ Redis }: Pick<typeof import('ioredis'), 'Redis'>, url: string): Promise<RedisCommands> {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    // What was on its way when a connection broke must not be done twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: reconnectMs,
  })
  const commands = toCommands(client)
  client.on('connect', () => client.stream.unref())
  const open = new Promise((resolve) => client.once('ready', resolve))
  const failed = new Promise((resolve) => client.once('error', resolve))
  await first([open, failed])
  const reconnect = () => {
    if (client.status === 'ready') client.disconnect(true)
  }
  return { ...commands, reconnect, close: async () => client.disconnect() }
}

function reconnectMs(attempts: number): number {
  return Math.min(MAX_RECONNECT_MS, 50 * 2 ** Math.min(attempts, 5))
}

/** The timer holds the process: the connection does not. */
async function first(outcomes: ReadonlyArray<Promise<unknown>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, FIRST_CONNECTION_MS)
  })
  await Promise.race([...outcomes, late])
  clearTimeout(timer)
}

function ignore(): void {}
