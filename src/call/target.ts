import type { CallOptions, ConnectionOptions, Fallback } from '../contract/call.js'
import { BadRequestError } from '../contract/errors.js'
import type { ModelPrices } from '../contract/prices.js'
import type { Provider } from '../contract/provider.js'
import type { DeploymentConfig } from '../contract/router.js'
import { type ModelName, parseModel } from '../registry.js'
import { checkOptions } from './check-options.js'
import { joinConnections } from './merge-options.js'
import type { Runtime } from './runtime.js'

/** One place where the call may be answered. */
export interface Target {
  readonly prefix: string
  readonly model: string
  /** The router's name for it. */
  readonly deployment: string | undefined
  /** What the call itself says of the connection. */
  readonly connection: ConnectionOptions
  readonly extraBody: Readonly<Record<string, unknown>> | undefined
  readonly dropParams: boolean
  readonly mock: CallOptions['mock']
  /** Of this model alone: those of the call are not a fallback's. */
  readonly prices: ModelPrices | undefined
  /** What the deployment really is, where its name does not say. */
  readonly base: ModelName | undefined
  /** ms for one attempt; undefined: the call's own limit is all. */
  readonly timeout: number | undefined
  readonly idleTimeout: number
  readonly connectTimeout: number
  readonly maxResponseBytes: number
}

const DEFAULT_IDLE_TIMEOUT_MS = 300_000
const DEFAULT_CONNECT_TIMEOUT_MS = 10_000
const DEFAULT_MAX_RESPONSE_BYTES = 64 * 1024 * 1024

/** The model asked for, then its fallbacks. */
export function toTargets(model: string, options: CallOptions): Target[] {
  const first = toTarget(model, options, undefined)
  const { fallbacks } = options
  if (!fallbacks || fallbacks.length === 0) return [first]
  return [first, ...fallbacks.map((fallback, at) => toFallback(fallback, `fallbacks[${at}]`, options, first.prefix))]
}

function toFallback(fallback: string | Fallback, path: string, options: CallOptions, firstPrefix: string): Target {
  const model = typeof fallback === 'object' && fallback !== null ? fallback.model : fallback
  if (typeof model !== 'string' || model === '')
    throw new BadRequestError(`${path}: expected "provider/model" or { model, ...options }.`, { param: path })
  try {
    if (typeof fallback === 'string') return toTarget(model, options, firstPrefix)
    checkOptions(fallback)
    return toTarget(model, { ...options, ...fallback }, firstPrefix, fallback)
  } catch (error) {
    if (error instanceof BadRequestError) throw new BadRequestError(`${path}: ${error.message}`, { param: path })
    throw error
  }
}

/**
 * Connection options of a call belong to the provider it names first: its key, URL, headers and vendor fields never
 * go to the provider of a fallback, which has its own (`own`) or its environment's.
 */
function toTarget(name: string, options: CallOptions, firstPrefix: string | undefined, own?: Fallback): Target {
  const { prefix, model } = parseModel(name)
  const foreign = firstPrefix !== undefined && firstPrefix !== prefix
  const source: CallOptions | Fallback | undefined = foreign ? own : options
  return {
    prefix,
    model,
    deployment: undefined,
    connection: callConnection(source, options.fetch),
    extraBody: source?.extraBody,
    dropParams: options.dropParams ?? false,
    mock: options.mock,
    base: undefined,
    prices: firstPrefix === undefined ? options.prices : own?.prices,
    timeout: own?.timeout,
    idleTimeout: options.idleTimeout ?? DEFAULT_IDLE_TIMEOUT_MS,
    connectTimeout: options.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS,
    maxResponseBytes: options.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES,
  }
}

/**
 * A call's key must not reach whoever a router chooses. `path`: where the options stand.
 * @throws BadRequestError where they name a connection
 */
export function refuseConnection(options: CallOptions, path: string): void {
  for (const field of CONNECTION_FIELDS)
    if (options[field] !== undefined)
      throw new BadRequestError(`${path}${field}: a router's calls use the connections of its deployments.`, {
        param: path + field,
      })
}

/** A deployment of a router. Its connection is its own. */
export function toDeploymentTarget(id: string, name: string, config: DeploymentConfig, options: CallOptions): Target {
  const { prefix, model } = parseModel(name)
  const connection = callConnection(config, config.fetch ?? options.fetch)
  const base = config.baseModel === undefined ? undefined : parseModel(config.baseModel)
  if (base && connection.azure?.baseModel === undefined)
    connection.azure = { ...connection.azure, baseModel: base.model }
  return {
    prefix,
    model,
    deployment: id,
    connection,
    extraBody: joined(config.extraBody, options.extraBody),
    dropParams: options.dropParams ?? config.dropParams ?? false,
    mock: options.mock ?? config.mock,
    prices: config.prices,
    base,
    timeout: config.timeout,
    idleTimeout: options.idleTimeout ?? config.idleTimeout ?? DEFAULT_IDLE_TIMEOUT_MS,
    connectTimeout: options.connectTimeout ?? config.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS,
    maxResponseBytes: options.maxResponseBytes ?? config.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES,
  }
}

function joined(first: CallOptions['extraBody'], second: CallOptions['extraBody']): CallOptions['extraBody'] {
  return first && second ? { ...first, ...second } : (second ?? first)
}

const CONNECTION_FIELDS = ['apiKey', 'baseURL', 'headers', 'query', 'client', 'aws', 'vertex', 'azure'] as const

function callConnection(source: ConnectionOptions | undefined, fetch: ConnectionOptions['fetch']): ConnectionOptions {
  const connection: ConnectionOptions = {}
  if (fetch !== undefined) connection.fetch = fetch
  if (source === undefined) return connection
  for (const field of CONNECTION_FIELDS)
    if (source[field] !== undefined) Object.assign(connection, { [field]: source[field] })
  return connection
}

/**
 * The relay's settings of the provider, under any of its names, with what the call says on top.
 * A call that brings its own URL, key or fetch leaves the settings' client aside.
 */
export function connectionOf({ prefix, connection }: Target, provider: Provider, runtime: Runtime): ConnectionOptions {
  const settings = settingsOf(prefix, provider, runtime)
  const merged: ConnectionOptions = { ...settings, ...connection }
  const { baseURL, apiKey, fetch, client } = connection
  if (client === undefined && (baseURL ?? apiKey ?? fetch) !== undefined) delete merged.client
  joinConnections(merged, settings, connection)
  if (merged.fetch === undefined && runtime.fetch !== undefined) merged.fetch = runtime.fetch
  return merged
}

function settingsOf(prefix: string, provider: Provider, { settings }: Runtime): ConnectionOptions | undefined {
  if (settings.size === 0) return undefined
  for (const name of [prefix, provider.id, ...(provider.aliases ?? [])]) {
    const found = settings.get(name)
    if (found) return found
  }
  return undefined
}
