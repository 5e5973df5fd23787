import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const FILES = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test-d.ts'))

/** `npm run typecheck` has the option on; most users do not. */
const program = createProgram({ exactOptionalPropertyTypes: false })

function createProgram(more: ts.CompilerOptions): ts.Program {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT)
  return ts.createProgram(
    FILES.map((name) => join(import.meta.dirname, name)),
    { ...options, ...more },
  )
}

test.each(FILES)('%s holds without exactOptionalPropertyTypes', (name) => {
  const source = program.getSourceFile(join(import.meta.dirname, name))
  if (!source) throw new Error(`${name} was not read`)
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
})
