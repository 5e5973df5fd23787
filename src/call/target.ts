import type { CallOptions, ConnectionOptions, Fallback } from '../contract/call.js'
import { headerEntries } from '../contract/headers.js'
import { parseModel } from '../registry.js'
import type { Runtime } from './runtime.js'

/** One place where the call may be answered. */
export interface Target {
  readonly prefix: string
  readonly model: string
  readonly connection: ConnectionOptions
  readonly extraBody: Readonly<Record<string, unknown>> | undefined
  readonly dropParams: boolean
  readonly mock: CallOptions['mock']
  readonly connectTimeout: number
  readonly maxResponseBytes: number
}

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000
const DEFAULT_MAX_RESPONSE_BYTES = 64 * 1024 * 1024

/** The model asked for, then its fallbacks. */
export function toTargets(model: string, options: CallOptions, runtime: Runtime): Target[] {
  const first = toTarget(model, options, undefined, runtime)
  const targets = [first]
  for (const fallback of options.fallbacks ?? [])
    targets.push(
      typeof fallback === 'string'
        ? toTarget(fallback, options, first.prefix, runtime)
        : toTarget(fallback.model, { ...options, ...fallback }, first.prefix, runtime, fallback),
    )
  return targets
}

/**
 * Connection options of a call belong to the provider it names first: its key, URL, headers and vendor fields never
 * go to the provider of a fallback, which has its own (`own`) or its environment's.
 */
function toTarget(
  name: string,
  options: CallOptions,
  firstPrefix: string | undefined,
  runtime: Runtime,
  own?: Fallback,
): Target {
  const { prefix, model } = parseModel(name)
  const foreign = firstPrefix !== undefined && firstPrefix !== prefix
  const source: CallOptions | Fallback | undefined = foreign ? own : options
  const { defaults } = runtime
  return {
    prefix,
    model,
    connection: connectionOf(runtime.settings.get(prefix), source, options.fetch ?? defaults.fetch),
    extraBody: source?.extraBody,
    dropParams: options.dropParams ?? false,
    mock: options.mock,
    connectTimeout: options.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS,
    maxResponseBytes: options.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES,
  }
}

const CONNECTION_FIELDS = ['apiKey', 'baseURL', 'headers', 'query', 'client', 'aws', 'vertex', 'azure'] as const

/** The relay's settings of the provider under what the call says. A call that brings its own URL or key leaves the client aside. */
function connectionOf(
  settings: ConnectionOptions | undefined,
  call: ConnectionOptions | undefined,
  fetch: ConnectionOptions['fetch'],
): ConnectionOptions {
  const connection: ConnectionOptions = { ...settings }
  if (fetch !== undefined) connection.fetch = fetch
  if (call === undefined) return connection
  if (call.baseURL !== undefined || call.apiKey !== undefined) delete connection.client
  for (const field of CONNECTION_FIELDS)
    if (call[field] !== undefined) Object.assign(connection, { [field]: call[field] })
  if (settings?.headers && call.headers)
    connection.headers = [...headerEntries(settings.headers), ...headerEntries(call.headers)]
  return connection
}
