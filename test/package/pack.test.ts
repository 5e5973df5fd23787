import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadedBy } from './loaded.js'
import { BIN, installed, type Packed, packAndInstall, ROOT, run } from './packed.js'

const MANIFEST: { exports: Record<string, string | { default: string }>; dependencies: Record<string, string> } =
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const ENTRIES = Object.keys(MANIFEST.exports)
  .filter((path) => path !== './package.json')
  .map((path) => join('modelrelay', path))

let packed: Packed
beforeAll(async () => {
  packed = await packAndInstall()
}, 120_000)
afterAll(() => rm(dirname(packed.tarball), { recursive: true, force: true }))

test('the tarball holds the build, its notices, and nothing else', () => {
  console.info(`packed: ${packed.files.length} files, ${(packed.unpackedBytes / 1024).toFixed(0)} KiB unpacked`)
  const others = packed.files.filter((path) => !path.startsWith('dist/'))
  expect(others.sort()).toEqual(
    expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'THIRD-PARTY-NOTICES.md', 'package.json']),
  )
  expect(others.filter((path) => !/^(?:[A-Z-]+(?:\.md)?|package\.json)$/.test(path))).toEqual([])
})

test('an install brings the dependencies and no vendor SDK', async () => {
  const names = await installed(packed.project)
  expect(names).toEqual(expect.arrayContaining(['modelrelay', ...Object.keys(MANIFEST.dependencies)]))
  expect(names.filter((name) => /^(?:openai|@anthropic-ai\/|@aws-sdk\/|@google\/|zod)/.test(name))).toEqual([])
})

test.each(ENTRIES)('%s is imported and required', async (entry) => {
  const script = `
    const required = require('${entry}')
    import('${entry}').then((imported) => {
      const names = Object.keys(imported).filter((name) => name !== 'module.exports')
      const same = names.every((name) => required[name] === imported[name])
      process.stdout.write(JSON.stringify({ names, same }))
    })`
  const { names, same } = JSON.parse(
    await run(process.execPath, ['--input-type=commonjs', '-e', script], packed.project),
  )
  expect(names).not.toEqual([])
  expect(names).not.toContain('default')
  expect(same).toBe(true)
})

const VENDOR_SDK = /^(?:openai|ollama|@anthropic-ai\/.*|@aws-sdk\/.*|@smithy\/.*|@google\/.*|google-auth-library)$/

test('the root loads no provider, no SDK, no zod and no undici', async () => {
  const { dist, packages, providers } = await loadedBy('modelrelay', packed.project)
  expect(dist).not.toEqual([])
  expect(providers).toEqual([])
  expect(packages.filter((name) => VENDOR_SDK.test(name) || /^(?:undici|zod|@cfworker\/.*)$/.test(name))).toEqual([])
})

test('the price table waits until it is asked for, and then is there at once', async () => {
  const script = `
    import { createRequire } from 'node:module'
    import { getModelInfo } from 'modelrelay'
    const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.endsWith('price-data.cjs'))
    const before = isLoaded()
    const { input } = getModelInfo('openai/gpt-4o').prices
    process.stdout.write(JSON.stringify({ before, input, after: isLoaded() }))`
  const printed = await run(process.execPath, ['--input-type=module', '-e', script], packed.project)
  expect(JSON.parse(printed)).toEqual({ before: false, input: 2.5, after: true })
})

/** Providers that speak the protocol of another one, and share its translator. */
const BUILT_ON: Readonly<Record<string, string[]>> = {
  azure: ['anthropic', 'openai'],
  bedrock: ['aws'],
  'openai-compatible': ['openai'],
  sagemaker: ['aws', 'openai'],
  vertex: ['anthropic', 'gemini', 'openai'],
  watsonx: ['openai'],
}

const PROVIDERS = ENTRIES.flatMap((entry) => /^modelrelay\/providers\/(.+)$/.exec(entry)?.[1] ?? [])

test.each(PROVIDERS)("modelrelay/providers/%s loads no other provider's code and no SDK", async (name) => {
  const { packages, providers } = await loadedBy(`modelrelay/providers/${name}`, packed.project)
  expect(providers).toContain(name)
  expect(providers.filter((other) => other !== name && !BUILT_ON[name]?.includes(other))).toEqual([])
  expect(packages.filter((loaded) => VENDOR_SDK.test(loaded))).toEqual([])
})

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  target: 'ES2022',
  noEmit: true,
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
}

async function typeCheck(folder: string, name: string, files: string[], options: object): Promise<void> {
  const config = join(folder, `tsconfig.${name}.json`)
  await writeFile(config, JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }))
  await run(join(BIN, 'tsc'), ['-p', config], folder)
}

test('a strict user compiles under NodeNext, with the declarations themselves checked', () =>
  typeCheck(packed.project, 'node', ['typed.ts'], {
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    skipLibCheck: false,
  }))

test('a strict user compiles under Bundler, without Node types', () =>
  typeCheck(packed.project, 'bundler', ['typed.ts'], {
    module: 'ESNext',
    moduleResolution: 'Bundler',
    skipLibCheck: false,
    lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    types: [],
  }))

test("the openai package's typed objects fit ours, and ours fit theirs", () =>
  typeCheck(packed.withSdk, 'sdk', ['openai-types.ts'], {
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    skipLibCheck: true,
    exactOptionalPropertyTypes: false, // the SDK's own types are not written for it
  }))

test('esbuild bundles it, lazy parts included, and the bundle answers', async () => {
  const outdir = join(packed.project, 'bundle')
  await build({
    entryPoints: [join(packed.project, 'bundled.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: packed.project,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  await rm(join(packed.project, 'node_modules'), { recursive: true })
  expect(await run(process.execPath, [join(outdir, 'bundled.mjs')], outdir)).toBe('from the bundle at 2.5 USD\n')
})

test('publint finds nothing to say', async () => {
  await run(join(BIN, 'publint'), ['run', packed.tarball, '--strict'], ROOT)
})

test('are the types wrong? No', async () => {
  await run(join(BIN, 'attw'), [packed.tarball, '--profile', 'esm-only'], ROOT)
})
