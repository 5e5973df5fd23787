import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findCycle, type Import, readImports, sourceFiles } from './import-graph.js'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = ['src', 'providers'] as const
const IMPORTS = readImports(ROOT, FOLDERS)
const PACKAGE: { dependencies: Record<string, string>; peerDependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
)

/** Who may import whom. A layer is a folder of `src`, a file of `src`, or one provider. All may import themselves. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  transport: ['contract'],
  stream: ['contract'],
  normalize: ['contract'],
  hooks: ['contract'],
  schema: ['contract'],
  media: ['contract'],
  cache: ['contract'],
  cost: ['contract'],
  tokens: ['contract'],
  redis: ['contract', 'cache'],
  s3: ['contract', 'cache'],
  's3.ts': ['s3', 'contract'],
  'redis.ts': ['redis', 'router', 'contract'],
  router: ['contract', 'redis'],
  provider: ['contract', 'transport', 'stream'],
  'provider.ts': ['contract', 'transport', 'stream', 'provider'],
  'registry.ts': ['contract', 'providers/*'],
  'connections.ts': ['contract', 'transport'],
  call: [
    'contract',
    'transport',
    'stream',
    'normalize',
    'hooks',
    'schema',
    'media',
    'cache',
    'cost',
    'router',
    'tokens',
    'registry.ts',
    'connections.ts',
  ],
  'router.ts': ['router', 'relay.ts', 'registry.ts', 'call', 'contract'],
  'models.ts': ['call', 'contract', 'cost', 'hooks', 'registry.ts'],
  'relay.ts': [
    'cache',
    'call',
    'models.ts',
    'registry.ts',
    'connections.ts',
    'contract',
    'cost',
    'normalize',
    'hooks',
    'provider',
    'schema',
    'stream',
    'tokens',
  ],
  'default-relay.ts': ['relay.ts', 'models.ts', 'contract', 'cost', 'tokens'],
  'index.ts': [
    'default-relay.ts',
    'relay.ts',
    'router.ts',
    'cache',
    'contract',
    'cost',
    'hooks',
    'router',
    'stream',
    'tokens',
  ],
  simulator: ['contract'],
  testing: ['contract', 'relay.ts', 'simulator', 'stream'],
  'testing.ts': ['testing'],
  'simulator.ts': ['simulator', 'contract'],
  'providers/*': ['provider.ts'],
  'providers/bedrock': ['provider.ts', 'providers/aws'],
  'providers/sagemaker': ['provider.ts', 'providers/aws', 'providers/openai'],
  'providers/openai-compatible': ['provider.ts', 'providers/openai'],
  'providers/azure': ['provider.ts', 'providers/openai', 'providers/anthropic'],
  'providers/watsonx': ['provider.ts', 'providers/openai'],
  'providers/vertex': ['provider.ts', 'providers/gemini', 'providers/anthropic', 'providers/openai'],
}

/** Vendors' packages. Their types are used anywhere; their code only by their own provider, and late. */
const SDKS = /^(?:openai|ollama|@anthropic-ai\/sdk|@google\/genai|@aws-sdk\/.+)(?:\/|$)/

function layerOf(file: string): string {
  const [top, second = ''] = file.split('/')
  return top === 'providers' ? `providers/${second}` : second
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true
  const allowed = MAY_IMPORT[from] ?? (from.startsWith('providers/') ? MAY_IMPORT['providers/*'] : undefined)
  return allowed?.some((layer) => layer === to || (layer === 'providers/*' && to.startsWith('providers/'))) ?? false
}

const named = ({ from, to, kind }: Import) => `${from} imports ${to} (${kind})`

test('the sources are found', () => {
  expect(IMPORTS.length).toBeGreaterThan(50)
})

test('every import goes to a layer that the importing one may know', () => {
  const wrong = IMPORTS.filter(({ from, to, ours }) => ours && !mayImport(layerOf(from), layerOf(to)))
  expect(wrong.map(named)).toEqual([])
})

test('providers are reached by import() alone, and only from the registry', () => {
  const wrong = IMPORTS.filter(
    ({ from, to, kind }) => from.startsWith('src/') && to.startsWith('providers/') && kind !== 'dynamic',
  )
  expect(wrong.map(named)).toEqual([])
})

test('nothing imports a package entry but provider authors the one for them', () => {
  const wrong = IMPORTS.filter(
    ({ from, to }) =>
      to === 'src/index.ts' ||
      to === 'src/simulator.ts' ||
      to === 'src/testing.ts' ||
      (to === 'src/provider.ts' && !from.startsWith('providers/')),
  )
  expect(wrong.map(named)).toEqual([])
})

test('no file imports itself by way of others', () => {
  expect(findCycle(IMPORTS.filter(({ kind, ours }) => ours && kind !== 'type'))).toBeUndefined()
})

test('a vendor SDK is imported as types, or by import() in its own provider or in src/s3', () => {
  const wrong = IMPORTS.filter(
    ({ from, to, kind, ours }) =>
      !ours && SDKS.test(to) && kind !== 'type' && !(kind === 'dynamic' && /^(?:providers|src\/s3)\//.test(from)),
  )
  expect(wrong.map(named)).toEqual([])
})

test('what is imported at run time is built in, a dependency, or a peer that may be missing', () => {
  const wrong = IMPORTS.filter(({ to, kind, ours }) => {
    if (ours || kind === 'type' || to.startsWith('node:') || SDKS.test(to)) return false
    const name = packageOf(to)
    if (BUILT_IN_DATA.test(to)) return false
    return !(name in PACKAGE.dependencies) && !(kind === 'dynamic' && name in PACKAGE.peerDependencies)
  })
  expect(wrong.map(named)).toEqual([])
})

/** Copied into dist by the build. */
const BUILT_IN_DATA = /^gpt-tokenizer\/(?:bpeRanks|encodingParams)\//

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

test('undici and zod wait until they are needed', () => {
  const wrong = IMPORTS.filter(({ to, kind }) => /^(?:undici|zod)(?:\/|$)/.test(to) && kind === 'static')
  expect(wrong.map(named)).toEqual([])
})

test('src knows no field name of a vendor', () => {
  const telltale =
    /\b(?:stop_reason|tool_use|tool_result|input_schema|x_groq|generateContent|usageMetadata|functionResponse|thoughtSignature|toolUseId)\b/
  const wrong = sourceFiles(ROOT, ['src'])
    .filter((file) => !file.startsWith('src/simulator'))
    .flatMap((file) => {
      const found = telltale.exec(withoutComments(readFileSync(join(ROOT, file), 'utf8')))
      return found ? [`${file}: ${found[0]}`] : []
    })
  expect(wrong).toEqual([])
})

/** Comments may name the vendor whose rule they explain. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(?<!:)\/\/.*$/gm, '')
}
