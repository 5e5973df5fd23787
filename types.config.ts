import { dirname, resolve } from 'node:path'
import { type Plugin, rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

/** Their types are copied into ours, so that an install needs neither (licences: THIRD-PARTY-NOTICES.md). */
const INLINED = ['openai', '@anthropic-ai/sdk']

const INSIDE_SDK = /node_modules\/(?:openai|@anthropic-ai\/sdk)\//
const SDK_RESOURCE = /node_modules\/(?:openai|@anthropic-ai\/sdk)\/resources\//
const CUT = 'sdk-internal:'

/** OpenAI's types that ours widen under the same name: a reader of a hover should see whose they are. */
const OPENAI_NAMES =
  /\b(ChatCompletion|ChatCompletionChunk|ChatCompletionMessage|Embedding|FunctionTool|ReasoningEffort)\$1\b/g

/**
 * Only the request and response types of an SDK (`resources/`) are followed. Its clients, streams and errors are cut
 * off: what nothing of ours refers to falls away, and what does refer to them fails the build.
 */
const requestAndResponseTypes: Plugin = {
  name: 'request-and-response-types',
  resolveId(source, importer) {
    if (importer === undefined || !INSIDE_SDK.test(importer)) return null
    if (source.startsWith('.') && SDK_RESOURCE.test(resolve(dirname(importer), source))) return null
    return { id: CUT + source, external: true, moduleSideEffects: false }
  },
  renderChunk(code, { fileName }) {
    const cut = code
      .replaceAll(/^import '[^']+';\n/gm, '')
      .replaceAll(OPENAI_NAMES, 'OpenAI$1')
      // What was `type X = ChatCompletionsAPI.X` in a namespace refers to itself once the files are one.
      .replaceAll(/^ +type (\w+) = \1;\n/gm, '')
    const left = /^import .* from '(?:sdk-internal:|openai|@anthropic-ai\/sdk).*/m.exec(cut)
    if (left) throw new Error(`${fileName} needs more of an SDK than its request and response types: ${left[0]}`)
    return cut
  },
}

/** Writes one .d.ts per entry, and shared chunks, so that a class is the same class in every entry. */
export async function bundleTypes(entry: Record<string, string>): Promise<void> {
  const bundle = await rollup({
    input: entry,
    external: [/^node:/, 'undici', 'eventsource-parser', 'p-retry', '@cfworker/json-schema'],
    plugins: [
      requestAndResponseTypes,
      dts({ tsconfig: 'tsconfig.json', includeExternal: INLINED, compilerOptions: { noEmit: false } }),
    ],
    onLog(level, log, handler) {
      // Chunks may share types under short names; nothing is missing from an entry by that.
      if (log.code === 'PLUGIN_WARNING' && log.message.includes('private shared type exports')) return
      handler(level === 'warn' ? 'error' : level, log)
    },
  })
  await bundle.write({
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'shared/[name]-[hash].d.ts',
  })
  await bundle.close()
}
