/** What a request is for: each has its place. */
export type Operation = 'chat/completions' | 'responses' | 'embeddings'

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
const AZURE_HOST =
  /\.(?:openai|cognitiveservices|services\.ai|models\.ai|api\.cognitive)\.(?:azure|microsoft)\.(?:com|us|cn)$/
const DATED = /^\d{4}-\d{2}-\d{2}/
/** A base URL that was copied from the portal is that of one operation. */
const OPERATION = /\/(?:chat\/completions|responses|embeddings)$/
const DEPLOYMENT = /\/deployments\/([^/]+)$/

/** Of Foundry's models endpoint; recording azure-chat-409e83fdc9. */
const MODELS_VERSION = '2024-05-01-preview'

/**
 * Where an Azure OpenAI request goes (quirks.md 64): `…/openai/v1`, or `…/openai/deployments/x?api-version=…` where
 * the version is a date. Any base URL of a resource is taken: its root, `…/openai`, `…/openai/v1`, a deployment's.
 * Other hosts, such as proxies, are used as they are, unless `version` asks for a date and their path is Azure's.
 */
export function toAzureAddress(base: string, wish: Wish): Address {
  const url = parse(base)
  if (url === undefined) return { baseURL: base }
  const stated = wish.version ?? url.searchParams.get('api-version') ?? undefined
  const isAzure = AZURE_HOST.test(url.hostname)
  const path = url.pathname
  if (!isAzure && !(stated && DATED.test(stated) && /^$|\/openai(?:\/v1|\/deployments\/[^/]+)?$/.test(path)))
    return { baseURL: toText(url) }
  const named = DEPLOYMENT.exec(path)?.[1]
  const root = path.replace(/\/openai(?:\/v1|\/deployments\/[^/]+)?$/, '')
  // A URL that says v1 means it, whatever the environment is set to for others.
  const version = stated ?? (path.endsWith('/v1') ? undefined : wish.defaultVersion)
  const dated = version !== undefined && DATED.test(version)
  if (version !== undefined) url.searchParams.set('api-version', version)
  if (!dated) url.pathname = `${root}/openai/v1`
  else if (wish.operation === 'responses')
    url.pathname = `${root}/openai` // belongs to no deployment
  else url.pathname = `${root}/openai/deployments/${named ?? encodeURIComponent(wish.model)}`
  const inBody = !dated || wish.operation === 'responses'
  return { baseURL: toText(url), ...(inBody && named !== undefined && { deployment: decodeURIComponent(named) }) }
}

/**
 * Where a request to Foundry goes: `…/openai/v1`, or `…/models?api-version=…` where the base URL says so or the version
 * is a date. That endpoint has no `/responses`, which go to the former. A model's own endpoint is used as it is.
 */
export function toFoundryAddress(base: string, wish: Wish): Address {
  const url = parse(base)
  if (url === undefined) return { baseURL: base }
  const stated = wish.version ?? url.searchParams.get('api-version') ?? undefined
  const ofModels = url.pathname.endsWith('/models')
  if (!AZURE_HOST.test(url.hostname) && !ofModels) return { baseURL: toText(url) }
  if (!ofModels && !/^(?:\/openai(?:\/v1)?)?$/.test(url.pathname)) return toAzureAddress(base, wish)
  if (url.hostname.includes('.models.ai.')) return { baseURL: withVersion(url, stated) }
  const version = stated ?? (url.pathname.endsWith('/v1') ? undefined : wish.defaultVersion)
  const dated = version !== undefined && DATED.test(version)
  const root = url.pathname.replace(/\/(?:models|openai|openai\/v1)$/, '')
  const toModels = wish.operation !== 'responses' && (dated || (ofModels && version === undefined))
  url.pathname = `${root}${toModels ? '/models' : '/openai/v1'}`
  if (!toModels && dated) url.searchParams.delete('api-version')
  return { baseURL: withVersion(url, toModels ? (version ?? MODELS_VERSION) : dated ? undefined : version) }
}

function parse(base: string): URL | undefined {
  if (!URL.canParse(base)) return undefined // the transport says what is wrong with it
  const url = new URL(base)
  url.pathname = url.pathname.replace(/\/+/g, '/').replace(/\/$/, '').replace(OPERATION, '')
  return url
}

function withVersion(url: URL, version: string | undefined): string {
  if (version !== undefined) url.searchParams.set('api-version', version)
  return toText(url)
}

/** Without a slash at the end of the path. */
const toText = ({ origin, pathname, search }: URL): string => origin + pathname.replace(/\/$/, '') + search
