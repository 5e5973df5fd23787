import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'

export interface Import {
  /** Path from the repository's root: `src/relay.ts`. */
  from: string
  /** The same for a file of ours, else the package's or built-in's specifier. */
  to: string
  /** `type` leaves no trace at run time; `dynamic` is an `import()`. */
  kind: 'static' | 'dynamic' | 'type'
  ours: boolean
}

/** Every import of every source file below the folders. */
export function readImports(root: string, folders: readonly string[]): Import[] {
  return sourceFiles(root, folders).flatMap((file) => importsOf(root, file))
}

export function sourceFiles(root: string, folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => ts.sys.readDirectory(join(root, folder), ['.ts']))
    .map((file) => posix.relative(root, file))
    .sort()
}

function importsOf(root: string, from: string): Import[] {
  const imports: Import[] = []
  const add = (specifier: ts.Node | undefined, kind: Import['kind']): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return
    const ours = specifier.text.startsWith('.')
    const to = ours ? posix.join(posix.dirname(from), specifier.text).replace(/\.js$/, '.ts') : specifier.text
    imports.push({ from, to, kind, ours })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node) ? 'type' : 'static')
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static')
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'type')
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], 'dynamic')
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(from, readFileSync(join(root, from), 'utf8'), ts.ScriptTarget.Latest))
  return imports
}

/** `verbatimModuleSyntax` keeps `import {}` of inline `type` names as an import, so only the clause counts. */
function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

/** A chain of files that ends where it began, or undefined. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const next = new Map<string, Import[]>()
  for (const each of imports) next.set(each.from, [...(next.get(each.from) ?? []), each])
  const done = new Set<string>()
  const path: string[] = []
  const search = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    done.add(file)
    path.push(file)
    for (const { to } of next.get(file) ?? []) {
      const cycle = search(to)
      if (cycle) return cycle
    }
    path.pop()
    return undefined
  }
  for (const file of next.keys()) {
    const cycle = search(file)
    if (cycle) return cycle
  }
  return undefined
}
