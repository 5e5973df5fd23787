import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Wire = 'openai' | 'anthropic' | 'gemini' | 'bedrock'

/** What is measured: a module in `contenders/` that opens a client for a base URL. */
export interface Contender {
  /** The name of its file. */
  id: string
  wire: Wire
  label: string
  /** No target names it: a quick run leaves it out. */
  extra?: true
}

const versionOf = (manifest: string): string =>
  JSON.parse(readFileSync(fileURLToPath(import.meta.resolve(manifest)), 'utf8')).version

/** Read when the contenders are installed, for the names of their versions. */
export function contenders(): Contender[] {
  const here = (name: string) => versionOf(`./node_modules/${name}/package.json`)
  const undici = `raw undici ${versionOf('../node_modules/undici/package.json')}`
  return [
    { id: 'raw-undici-openai', wire: 'openai', label: undici },
    { id: 'modelrelay-openai', wire: 'openai', label: 'modelrelay' },
    { id: 'openai-sdk', wire: 'openai', label: `openai ${here('openai')}` },
    { id: 'ai-sdk', wire: 'openai', label: `ai ${here('ai')}`, extra: true },
    { id: 'raw-undici-anthropic', wire: 'anthropic', label: undici },
    { id: 'modelrelay-anthropic', wire: 'anthropic', label: 'modelrelay' },
    { id: 'anthropic-sdk', wire: 'anthropic', label: `@anthropic-ai/sdk ${here('@anthropic-ai/sdk')}`, extra: true },
    { id: 'raw-undici-gemini', wire: 'gemini', label: undici },
    { id: 'modelrelay-gemini', wire: 'gemini', label: 'modelrelay' },
    { id: 'google-genai', wire: 'gemini', label: `@google/genai ${here('@google/genai')}`, extra: true },
    { id: 'aws-sdk', wire: 'bedrock', label: `AWS SDK ${here('@aws-sdk/client-bedrock-runtime')}` },
    { id: 'modelrelay-bedrock', wire: 'bedrock', label: 'modelrelay' },
  ]
}
