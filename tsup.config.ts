import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { defineConfig, type Options } from 'tsup'
import { bundleTypes } from './types.config.js'

/** package.json "exports" is the only list of entry points; each dist path names its source. */
function entriesOf(exports: Record<string, string | { default: string }>): Record<string, string> {
  const outputs = Object.values(exports)
    .map((target) => (typeof target === 'string' ? target : target.default))
    .filter((path) => path.endsWith('.js'))
  return Object.fromEntries(outputs.map((output) => [output.slice('./dist/'.length, -'.js'.length), sourceOf(output)]))
}

function sourceOf(output: string): string {
  const name = /^\.\/dist\/(.+)\.js$/.exec(output)?.[1]
  if (name === undefined) throw new Error(`package.json exports ${output}, which is not below ./dist`)
  const source = name.startsWith('providers/') ? `${name}/index.ts` : `src/${name}.ts`
  if (!existsSync(source)) throw new Error(`package.json exports ${output}, but ${source} does not exist`)
  return source
}

const entry = entriesOf(JSON.parse(readFileSync('package.json', 'utf8')).exports)

const PRICE_DATA = 'price-data.cjs'

/**
 * The price table stays a file of its own under its own name: `src/cost/load-prices.ts` both imports and requires it.
 * All chunks lie beside it, in the root of the output.
 */
const priceData: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'price-data',
  setup({ onResolve, onEnd, initialOptions: { outdir = 'dist' } }) {
    onResolve({ filter: /\/price-data\.cjs$/ }, () => ({ path: `./${PRICE_DATA}`, external: true }))
    onEnd(() => {
      mkdirSync(outdir, { recursive: true })
      copyFileSync(join('src/cost', PRICE_DATA), join(outdir, PRICE_DATA))
    })
  },
}

/**
 * Of gpt-tokenizer, 30 MB installed, three files are used: the vocabularies are copied as they are, and an install needs
 * no more (licence: THIRD-PARTY-NOTICES.md).
 */
const vocabularies: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'vocabularies',
  setup({ onResolve, onEnd, initialOptions: { outdir = 'dist' } }) {
    const found = new Set<string>()
    onResolve({ filter: /^gpt-tokenizer\/bpeRanks\// }, ({ path }) => {
      found.add(basename(path))
      return { path: `./${basename(path)}.js`, external: true }
    })
    onEnd(() => {
      mkdirSync(outdir, { recursive: true })
      for (const name of found)
        copyFileSync(join('node_modules/gpt-tokenizer/esm/bpeRanks', `${name}.js`), join(outdir, `${name}.js`))
    })
  },
}

export default defineConfig({
  entry,
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  treeshake: true,
  sourcemap: true,
  clean: true,
  // Every bare import stays an import: what is not in "dependencies" must not get into dist.
  skipNodeModulesBundle: true,
  noExternal: [/^gpt-tokenizer\//],
  removeNodeProtocol: false,
  esbuildPlugins: [priceData, vocabularies],
  onSuccess: () => bundleTypes(entry),
})
