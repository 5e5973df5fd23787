import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'node_modules/.bin')

export interface Packed {
  tarball: string
  /** Paths inside the tarball. */
  files: string[]
  unpackedBytes: number
  /** A project that installed the tarball and nothing else. */
  project: string
  /** A folder below it where the `openai` package can be imported too. */
  withSdk: string
}

/** Packs what `npm run build` made and installs it as a user would, without optional peers. */
export async function packAndInstall(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrelay-pack-'))
  if (!existsSync(join(ROOT, 'dist/index.d.ts'))) await run('npm', ['run', 'build'], ROOT)
  // Not built again here: other tests may be reading dist.
  const packing = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT)
  const [packed]: Array<{ filename: string; unpackedSize: number; files: Array<{ path: string }> }> =
    JSON.parse(packing)
  if (packed === undefined) throw new Error('npm pack packed nothing')
  const tarball = join(folder, packed.filename)
  const project = join(folder, 'project')
  const withSdk = join(project, 'with-sdk')
  await cp(join(import.meta.dirname, 'user'), project, { recursive: true })
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }))
  await run('npm', ['install', tarball, '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], project)
  await mkdir(join(withSdk, 'node_modules'), { recursive: true })
  await cp(join(project, 'openai-types.ts'), join(withSdk, 'openai-types.ts'))
  await symlink(join(ROOT, 'node_modules/openai'), join(withSdk, 'node_modules/openai'))
  return { tarball, files: packed.files.map(({ path }) => path), unpackedBytes: packed.unpackedSize, project, withSdk }
}

/** Names of the packages in a project, scopes included. */
export async function installed(project: string): Promise<string[]> {
  const modules = join(project, 'node_modules')
  const names = (await readdir(modules)).filter((name) => !name.startsWith('.'))
  const nested = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@') ? (await readdir(join(modules, name))).map((inner) => `${name}/${inner}`) : [name],
    ),
  )
  return nested.flat().sort()
}

/** Runs a program to its end and gives what it printed; a failure's message holds all its output. */
export function run(program: string, args: string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`))
      else resolve(stdout)
    })
  })
}
