import { BadRequestError, NotFoundError } from './contract/errors.js'
import type { Provider } from './contract/provider.js'

/** The providers that are code of their own. All others are rows of the OpenAI-dialect table. */
const BUILT_IN: Readonly<Record<string, () => Promise<Provider>>> = {
  openai: () => import('../providers/openai/index.js').then((module) => module.openai),
  anthropic: () => import('../providers/anthropic/index.js').then((module) => module.anthropic),
  gemini: () => import('../providers/gemini/index.js').then((module) => module.gemini),
  vertex: () => import('../providers/vertex/index.js').then((module) => module.vertex),
  vertex_ai: () => import('../providers/vertex/index.js').then((module) => module.vertex),
  bedrock: () => import('../providers/bedrock/index.js').then((module) => module.bedrock),
  azure: () => import('../providers/azure/index.js').then((module) => module.azure),
  azure_ai: () => import('../providers/azure/index.js').then((module) => module.azureAi),
  cohere: () => import('../providers/cohere/index.js').then((module) => module.cohere),
  cohere_chat: () => import('../providers/cohere/index.js').then((module) => module.cohere),
  ollama: () => import('../providers/ollama/index.js').then((module) => module.ollama),
  ollama_chat: () => import('../providers/ollama/index.js').then((module) => module.ollama),
  watsonx: () => import('../providers/watsonx/index.js').then((module) => module.watsonx),
  sagemaker: () => import('../providers/sagemaker/index.js').then((module) => module.sagemaker),
  sagemaker_chat: () => import('../providers/sagemaker/index.js').then((module) => module.sagemaker),
  replicate: () => import('../providers/replicate/index.js').then((module) => module.replicate),
}

const loadCompatible = () => import('../providers/openai-compatible/index.js')

/** Names so well known that they need no prefix. */
const MAKERS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(?:ft:)?(?:gpt-|chatgpt-|o\d|codex-|text-embedding-|davinci|babbage)/, 'openai'],
  [/^claude-/, 'anthropic'],
  [/^gemini-/, 'gemini'],
  [/^deepseek-/, 'deepseek'],
  [/^grok-/, 'xai'],
  [/^(?:mistral|ministral|magistral|codestral|pixtral|devstral)-/, 'mistral'],
  [/^command-/, 'cohere'],
]

/** Finds and keeps the providers of one relay. */
export class Registry {
  readonly #own = new Map<string, Provider>()
  readonly #loaded = new Map<string, Promise<Provider>>()

  /** Adds a provider, in front of a built-in one with the same prefix. */
  register(provider: Provider, ...names: string[]): void {
    for (const id of [...names, provider.id, ...(provider.aliases ?? [])]) this.#own.set(id, provider)
  }

  /** The provider of a prefix, loaded on first use; not a promise where it is already there. */
  get(prefix: string): Provider | Promise<Provider> {
    const own = this.#own.get(prefix)
    if (own) return own
    let loading = this.#loaded.get(prefix)
    if (loading === undefined) {
      loading = this.#load(prefix)
      this.#loaded.set(prefix, loading)
      loading.then(
        (provider) => this.#own.set(prefix, provider),
        () => this.#loaded.delete(prefix), // a failed load must not be remembered
      )
    }
    return loading
  }

  async #load(prefix: string): Promise<Provider> {
    const builtIn = Object.hasOwn(BUILT_IN, prefix) ? BUILT_IN[prefix] : undefined
    if (builtIn) return builtIn()
    const { openaiCompatible, openaiCompatiblePrefixes } = await loadCompatible()
    const row = openaiCompatible(prefix)
    if (row) return row
    const known = [...this.#own.keys(), ...Object.keys(BUILT_IN), ...openaiCompatiblePrefixes()]
    const near = nearest(prefix.toLowerCase(), known)
    throw new NotFoundError(
      `Unknown provider ${JSON.stringify(prefix.slice(0, 80))}.${near.length > 0 ? ` Did you mean ${near.join(', ')}?` : ''} Any OpenAI-compatible server: "openai_compatible/<model>" with baseURL.`,
      { code: 'unknown_provider', param: 'model' },
    )
  }
}

export interface ModelName {
  /** The provider's prefix. */
  prefix: string
  /** The provider's own name of the model. */
  model: string
}

/** `'provider/model'` taken apart, or a bare known name given its maker; undefined for any other. */
export function splitModel(name: string): ModelName | undefined {
  const slash = name.indexOf('/')
  if (slash > 0 && slash < name.length - 1) return { prefix: name.slice(0, slash), model: name.slice(slash + 1) }
  const maker = slash < 0 ? MAKERS.find(([pattern]) => pattern.test(name))?.[1] : undefined
  return maker === undefined ? undefined : { prefix: maker, model: name }
}

/**
 * `'provider/model'` taken apart at the first slash; a bare known name (`gpt-…`, `claude-…`) goes to its maker.
 * @throws BadRequestError for a bare name that nobody is known for.
 */
export function parseModel(name: string): ModelName {
  const parts = splitModel(name)
  if (parts) return parts
  if (name.indexOf('/') > 0)
    throw new BadRequestError(`model: ${JSON.stringify(name)} names a provider but no model.`, {
      code: 'invalid_model',
      param: 'model',
    })
  throw new BadRequestError(
    `model: ${JSON.stringify(name.slice(0, 120))} names no provider. Write "provider/model", for instance "openai/gpt-4o".`,
    { code: 'invalid_model', param: 'model' },
  )
}

/** Up to three known prefixes that differ by little, nearest first. */
function nearest(prefix: string, known: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(prefix.length / 3))
  return [...new Set(known)]
    .map((id) => ({
      id,
      distance: id.startsWith(prefix) || prefix.startsWith(id) ? 1 : editDistance(prefix, id, limit),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.id.localeCompare(b.id))
    .slice(0, 3)
    .map(({ id }) => id)
}

/** Levenshtein's distance; more than `limit` when the lengths alone say so. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? limit + 1
}
