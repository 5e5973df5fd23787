import { pathSegment } from '../../src/provider.js'

/** What a request is for: each has its place. */
export type Operation = 'chat/completions' | 'responses' | 'embeddings' | 'messages'

export interface Wish {
  operation: Operation
  /** The deployment. */
  model: string
  /** The API version that this call or relay asks for. */
  version?: string | undefined
  /** The API version of the environment: it counts where the base URL is Azure's and says nothing else. */
  defaultVersion?: string | undefined
}

export interface Address {
  /** What stands before `/chat/completions` and the like, query included. */
  baseURL: string
  /** The deployment that the base URL named, for requests that name it in the body. */
  deployment?: string
}

/** Azure's hosts, national clouds included. */
const AZURE_HOST = /\.(?:openai|cognitiveservices|services\.ai|api\.cognitive)\.(?:azure|microsoft)\.(?:com|us|cn)$/
/** Endpoints of one model each: serverless, and on machines of one's own. */
const MODEL_HOST = /\.(?:models|inference)\.(?:ai|ml)\.azure\.(?:com|us|cn)$/
const DATED = /^\d{4}-\d{2}-\d{2}/
/** A base URL that was copied from the portal is that of one operation. */
const OPERATION = /\/(?:chat\/completions|responses|embeddings|messages)$/
/** What may follow the root of a resource. */
const BELOW_ROOT = /\/openai(?:\/v1|\/deployments\/([^/]+))?$/

/** Of Foundry's models endpoint; recording azure-chat-409e83fdc9. */
const MODELS_VERSION = '2024-05-01-preview'

/**
 * Where an Azure OpenAI request goes (quirks.md 64): `…/openai/v1`, or `…/openai/deployments/x?api-version=…` where
 * the version is a date. Any base URL of a resource is taken: its root, `…/openai`, `…/openai/v1`, a deployment's.
 * Other hosts, such as proxies, are used as they are, unless `version` asks for a date and their path is Azure's.
 */
export function toAzureAddress(base: string, wish: Wish): Address {
  const parsed = parse(base)
  if (parsed === undefined) return { baseURL: base }
  const { url, path, isAzure } = parsed
  if (isModelEndpoint(base)) return { baseURL: toText(url, path, wish.version) }
  const stated = wish.version ?? url.searchParams.get('api-version') ?? undefined
  const looksLikeIt = stated !== undefined && DATED.test(stated) && (path === '' || BELOW_ROOT.test(path))
  if (!isAzure && !looksLikeIt) return { baseURL: toText(url, path) }
  // A URL that says v1 means it, whatever the environment is set to for others.
  const version = stated ?? (path.endsWith('/v1') ? undefined : wish.defaultVersion)
  const dated = version !== undefined && DATED.test(version)
  const named = BELOW_ROOT.exec(path)?.[1]
  const root = path.replace(BELOW_ROOT, '')
  const inPath = dated && wish.operation !== 'responses' // those belong to no deployment
  const deployment = named ?? pathSegment(wish.model)
  const place = inPath ? `/openai/deployments/${deployment}` : dated ? '/openai' : '/openai/v1'
  const baseURL = toText(url, root + place, version)
  return inPath || named === undefined ? { baseURL } : { baseURL, deployment: decodeURIComponent(named) }
}

/**
 * Where a request to Foundry goes: `…/openai/v1`, or `…/models?api-version=…` where the base URL says so or the version
 * is a date. That endpoint has no `/responses`, which go to the former; Claude's messages go to `…/anthropic`. A model's
 * own endpoint is used as it is.
 */
export function toFoundryAddress(base: string, wish: Wish): Address {
  const parsed = parse(base)
  if (parsed === undefined) return { baseURL: base }
  const { url, path, isAzure } = parsed
  const ofModels = path.endsWith('/models')
  if (wish.operation === 'messages') return { baseURL: messagesURL(parsed) }
  if (!isAzure && !ofModels) return { baseURL: toText(url, path, wish.version) }
  if (path.includes('/deployments/')) return toAzureAddress(base, wish)
  const stated = wish.version ?? url.searchParams.get('api-version') ?? undefined
  const version = stated ?? (path.endsWith('/v1') ? undefined : wish.defaultVersion)
  const dated = version !== undefined && DATED.test(version)
  const root = path.replace(/\/(?:models|openai|openai\/v1)$/, '')
  if (wish.operation !== 'responses' && (dated || (ofModels && version === undefined)))
    return { baseURL: toText(url, `${root}/models`, version ?? MODELS_VERSION) }
  url.searchParams.delete('api-version') // a date is the other endpoint's
  return { baseURL: toText(url, `${root}/openai/v1`, dated ? undefined : version) }
}

/** Before `/v1/messages`. That API has no version of Azure's. */
function messagesURL({ url, path, isAzure }: Parsed): string {
  url.searchParams.delete('api-version')
  const root = path.replace(isAzure ? /(?:\/(?:models|openai|anthropic))?(?:\/v1)?$/ : /\/v1$/, '')
  return toText(url, isAzure ? `${root}/anthropic` : root)
}

/** Whether a base URL is that of one model's endpoint, which knows no resource and no deployments. */
export function isModelEndpoint(base: string | undefined): boolean {
  return base !== undefined && URL.canParse(base) && MODEL_HOST.test(new URL(base).hostname)
}

interface Parsed {
  url: URL
  path: string
  isAzure: boolean
}

function parse(base: string): Parsed | undefined {
  if (!URL.canParse(base)) return undefined // the transport says what is wrong with it
  const url = new URL(base)
  const path = url.pathname.replace(/\/+/g, '/').replace(/\/$/, '').replace(OPERATION, '')
  return { url, path, isAzure: AZURE_HOST.test(url.hostname) }
}

/** What else the URL holds (a user name, which is refused) stays for the transport to judge. */
function toText(url: URL, path: string, version?: string): string {
  const query = new URLSearchParams(url.search)
  if (version !== undefined) query.set('api-version', version)
  const search = query.size > 0 ? `?${query}` : ''
  const user = url.username || url.password ? `${url.username}:${url.password}@` : ''
  return `${url.protocol}//${user}${url.host}${path}${search}`
}
