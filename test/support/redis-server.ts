import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { installDebian } from './install-debian.js'

/** A real Redis on the loopback address, without anything on disk. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  /** It accepts connections and answers nobody. */
  pause(): void
  resume(): void
  /** It is gone, with all that it knew. */
  kill(): Promise<void>
  /** After `kill`: empty, on the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Why the tests with a real Redis cannot run; undefined: they can. In CI it is installed where that is allowed. */
export const REDIS_MISSING: string | undefined = reasonWithoutRedis()

/** For titles of suites: says why they are left out. */
export const withRedis = (title: string) => (REDIS_MISSING === undefined ? title : `${title} (${REDIS_MISSING})`)

export async function startRedis(args: readonly string[] = []): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    const server = new LocalRedis(await freePort(), args)
    try {
      await server.start()
      return server
    } catch (error) {
      await server.stop()
      if (attempt === 5) throw error // another process may have taken the port, but not five times
    }
  }
}

export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  stop(): Promise<void>
}

/** Three servers that share the slots. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const busPorts = await Promise.all([freePort(), freePort(), freePort()])
  const nodes = await Promise.all(
    busPorts.map((port) => startRedis(['--cluster-enabled', 'yes', '--cluster-port', String(port)])),
  )
  const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1'))
  for (const [index, client] of clients.entries()) {
    const [first, last] = [Math.ceil((16_384 / 3) * index), Math.ceil((16_384 / 3) * (index + 1)) - 1]
    await client.call('CLUSTER', ['SET-CONFIG-EPOCH', index + 1])
    await client.call('CLUSTER', ['ADDSLOTSRANGE', first, last])
    if (index > 0) await client.call('CLUSTER', ['MEET', '127.0.0.1', nodes[0]?.port ?? 0, busPorts[0] ?? 0])
  }
  const joined = async (client: Redis) => {
    const info = String(await client.call('CLUSTER', ['INFO']))
    return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3')
  }
  for (const client of clients) while (!(await joined(client))) await delay(20)
  for (const client of clients) client.disconnect()
  return { nodes, stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))) }
}

class LocalRedis implements RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'modelrelay-redis-'))
  #process: ChildProcess | undefined

  constructor(
    readonly port: number,
    private readonly args: readonly string[],
  ) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    const child = spawn('redis-server', [...settings, '--dir', this.#folder, ...this.args], { stdio: 'ignore' })
    this.#process = child
    process.once('exit', () => child.kill('SIGKILL'))
    const client = new Redis(this.port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null })
    client.on('error', () => {}) // until it is up
    try {
      await Promise.race([
        client.ping(),
        once(child, 'exit').then(() => Promise.reject(new Error('Redis did not start'))),
      ])
    } finally {
      client.disconnect()
    }
  }

  pause(): void {
    this.#process?.kill('SIGSTOP')
  }

  resume(): void {
    this.#process?.kill('SIGCONT')
  }

  async kill(): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has no other form
  server.close()
  await once(server, 'close')
  return port
}

function reasonWithoutRedis(): string | undefined {
  if (isInstalled()) return undefined
  if (process.env['CI'] !== 'true') return 'redis-server is not installed'
  try {
    installDebian('redis-server', 'redis-server')
  } catch {
    return 'redis-server is not installed, and could not be'
  }
  return isInstalled() ? undefined : 'redis-server could not be installed'
}

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
