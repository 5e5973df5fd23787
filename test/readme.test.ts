import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const PAGES = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith('.md'),
)

/** What the pages leave to the reader. */
const PRELUDE = `
import type { ChatMessage } from 'modelrelay'
declare global { const messages: ChatMessage[] }
`

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8')

/** Its blocks are pieces of one test file, not files. */
const EXCERPTS = 'docs/simulator.md'

/** Each `ts` block of the pages, by page and line. */
function readBlocks(): Map<string, string> {
  const found = new Map<string, string>()
  for (const page of PAGES.filter((name) => name !== EXCERPTS))
    for (const match of read(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
      const line = read(page).slice(0, match.index).split('\n').length
      found.set(`${page}:${line}`, match[1] ?? '')
    }
  return found
}

/** Where a block stands as a module; nothing is written there. */
const fileOf = (place: string) => join(ROOT, 'test', `${place.replaceAll(/[/:]/g, '-')}.ts`)

/** A program over the repository's own settings in which the blocks are files. */
function programOf(sources: ReadonlyMap<string, string>): ts.Program {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT)
  // A block shows a value and does not use it.
  const settings = { ...options, noUnusedLocals: false, noUnusedParameters: false }
  const host = ts.createCompilerHost(settings)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => sources.has(name) || fileExists(name)
  host.readFile = (name) => sources.get(name) ?? readFile(name)
  host.getSourceFile = (name, ...rest) => {
    const text = sources.get(name)
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
  }
  return ts.createProgram([...sources.keys(), join(ROOT, 'src/index.ts')], settings, host)
}

const BLOCKS = readBlocks()
const program = programOf(
  new Map([...BLOCKS, ['prelude', PRELUDE] as const].map(([place, text]) => [fileOf(place), text])),
)

describe('the pages', () => {
  test.each([...BLOCKS.keys()])('the code of %s type-checks', (place) => {
    const source = program.getSourceFile(fileOf(place))
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
  })

  test.each(PAGES)('%s links to files and headings that exist', (page) => {
    const dead = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)].filter(
      ([, path = '', anchor]) => {
        const target = path === '' ? join(ROOT, page) : resolve(dirname(join(ROOT, page)), path)
        return !existsSync(target) || (anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor))
      },
    )
    expect(dead.map(([link]) => link)).toEqual([])
  })
})

test('the figures of the readme are those of the benchmarks page', () => {
  const section = read('README.md').split('## How it compares')[1]?.split('\n## ')[0] ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.filter((line) => !read('docs/benchmarks.md').includes(line))).toEqual([])
})

test('the map of the code names files that exist', () => {
  const named = [...read('docs/architecture.md').matchAll(/`((?:src|providers|test)\/[\w/.-]+)`/g)].map(
    ([, path = '']) => path,
  )
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase())
  return new Set(headings.map((heading) => heading.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')))
}

test.each([
  ['CallOptions', 'src/contract/call.ts', 'README.md', '## Options'],
  ['RelayConfig', 'src/relay.ts', 'README.md', '## Options'],
  ['RoutingConfig', 'src/router/config.ts', 'docs/router.md', '## Options'],
  ['DeploymentConfig', 'src/contract/router.ts', 'docs/router.md', '## A deployment'],
])('the options table has every key of %s', (name, file, page, heading) => {
  const table = read(page).split(heading)[1]?.split('\n## ')[0] ?? ''
  const rows = [...table.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? [])
  expect(keysOf(name, file).filter((key) => !rows.includes(key))).toEqual([])
})

test('the error table has every class that is exported', () => {
  const table = read('README.md').split('## Errors')[1]?.split('\n## ')[0] ?? ''
  const classes = [...read('src/index.ts').matchAll(/\b\w+Error\b/g)].map(([name]) => name)
  const missing = new Set(classes.filter((name) => !table.includes(`\`${name}\``)))
  missing.delete('isModelRelayError') // a function
  expect([...missing]).toEqual([])
})

function keysOf(name: string, file: string): string[] {
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(join(ROOT, file))
  const declaration = source?.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === name)
  if (!declaration) throw new Error(`${name} is not in ${file}`)
  return checker
    .getTypeAtLocation(declaration)
    .getProperties()
    .map((property) => property.name)
}
