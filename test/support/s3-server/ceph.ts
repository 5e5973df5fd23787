import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { installDebian } from '../install-debian.js'
import { cephConfig } from './ceph-config.js'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from './server.js'

const run = promisify(execFile)

const PROGRAMS = ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph', 'ceph-authtool', 'monmaptool', 'radosgw-admin']
const PACKAGES = 'radosgw ceph-mon ceph-osd ceph-mgr ceph-common'
const STEP_MS = 60_000

/** Why the tests with a real S3 server cannot run; undefined: they can. In CI it is installed where that is allowed. */
export const CEPH_MISSING: string | undefined = reasonWithoutCeph()

/** For titles of suites: says why they are left out. */
export const withCeph = (title: string) => (CEPH_MISSING === undefined ? title : `${title} (${CEPH_MISSING})`)

export interface RealS3 {
  readonly endpoint: string
  stop(): Promise<void>
}

/** The S3 gateway of Ceph over one small cluster that lives in memory. Takes about 15 s. */
export async function startCeph(): Promise<RealS3> {
  for (let attempt = 1; ; attempt++) {
    const cluster = new CephCluster(await freePort(), await freePort())
    try {
      await cluster.start()
      return cluster
    } catch (error) {
      await cluster.stop()
      if (attempt === 3) throw error // another process may have taken a port, but not three times
    }
  }
}

class CephCluster implements RealS3 {
  readonly #folder = mkdtempSync(join(tmpdir(), 'modelrelay-ceph-'))
  readonly #fsid = randomUUID()
  readonly #processes: ChildProcess[] = []

  constructor(
    private readonly port: number,
    private readonly monitorPort: number,
  ) {}

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** After Ceph's own steps by hand: https://docs.ceph.com/en/latest/install/manual-deployment/ */
  async start(): Promise<void> {
    const [folder, config] = [this.#folder, join(this.#folder, 'ceph.conf')]
    for (const name of ['mon', 'osd', 'rgw', 'run', 'log']) mkdirSync(join(folder, name))
    writeFileSync(config, cephConfig({ folder, fsid: this.#fsid, port: this.port, monitorPort: this.monitorPort }))
    await this.#makeKeys()
    const [map, keys] = [join(folder, 'monmap'), join(folder, 'keyring')]
    const address = `[v1:127.0.0.1:${this.monitorPort}]`
    await run('monmaptool', ['--create', '--fsid', this.#fsid, '--addv', 'a', address, map])
    await run('ceph-mon', ['--mkfs', '-i', 'a', '--monmap', map, '--keyring', keys, '-c', config])
    this.#spawn('ceph-mon', ['-i', 'a', '-c', config, '-f'])
    await this.#until(() => run('timeout', ['5', 'ceph', '-c', config, 'mon', 'stat']))
    const disk = randomUUID()
    await run('ceph', ['-c', config, 'osd', 'new', disk])
    await run('ceph-osd', ['-i', '0', '--mkfs', '-c', config, '--osd-uuid', disk])
    this.#spawn('ceph-osd', ['-i', '0', '-c', config, '-f'])
    this.#spawn('radosgw', ['-n', 'client.rgw.a', '-c', config, '-f'])
    await this.#until(() => fetch(this.endpoint))
    const user = ['--uid=test', '--display-name=test', `--access-key=${ACCESS_KEY_ID}`]
    await run('radosgw-admin', ['-c', config, 'user', 'create', ...user, `--secret-key=${SECRET_ACCESS_KEY}`])
  }

  async stop(): Promise<void> {
    const ended = this.#processes.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    })
    await Promise.all(ended)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #makeKeys(): Promise<void> {
    const file = join(this.#folder, 'keyring')
    const all = ['mon', 'allow *', 'osd', 'allow *', 'mgr', 'allow *']
    const names = ['client.admin', 'mon.', 'client.rgw.a', 'osd.0']
    const caps = all.flatMap((part, at) => (at % 2 === 0 ? ['--cap', part, all[at + 1] ?? ''] : []))
    for (const [at, name] of names.entries())
      await run('ceph-authtool', [...(at === 0 ? ['--create-keyring'] : []), file, '--gen-key', '-n', name, ...caps])
  }

  #spawn(program: string, args: readonly string[]): void {
    const log = openSync(join(this.#folder, 'log', `${program}.out`), 'w')
    const child = spawn(program, args, { stdio: ['ignore', log, log] })
    process.once('exit', () => child.kill('SIGKILL'))
    this.#processes.push(child)
  }

  async #until(attempt: () => Promise<unknown>): Promise<void> {
    const end = Date.now() + STEP_MS
    for (;;) {
      const dead = this.#processes.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)
      if (dead) throw new Error(`${dead.spawnfile} ended before the gateway answered`)
      try {
        await attempt()
        return
      } catch (error) {
        if (Date.now() > end) throw error
      }
      await delay(100)
    }
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

function reasonWithoutCeph(): string | undefined {
  if (isInstalled()) return undefined
  if (process.env['CI'] !== 'true') return `not installed: ${PACKAGES}`
  try {
    installDebian('radosgw', PACKAGES)
  } catch {
    return 'the Ceph gateway is not installed, and could not be'
  }
  return isInstalled() ? undefined : 'the Ceph gateway could not be installed'
}

function isInstalled(): boolean {
  try {
    execFileSync('sh', ['-c', PROGRAMS.map((program) => `command -v ${program}`).join(' && ')], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
