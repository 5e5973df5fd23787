import type { CallOptions } from '../contract/call.js'
import { headerEntries } from '../contract/headers.js'

/** The call's options over the relay's defaults. An undefined option says nothing; headers and query are joined. */
export function mergeOptions(defaults: CallOptions, options: CallOptions | undefined): CallOptions {
  if (options === undefined) return defaults
  const merged: CallOptions = { ...defaults }
  for (const [key, value] of Object.entries(options)) if (value !== undefined) Object.assign(merged, { [key]: value })
  return joinConnections(merged, defaults, options)
}

/** Headers and query of two sources in `target`: both count, the second wins where they name the same. */
export function joinConnections<Target extends Pick<CallOptions, 'headers' | 'query'>>(
  target: Target,
  first: Pick<CallOptions, 'headers' | 'query'> | undefined,
  second: Pick<CallOptions, 'headers' | 'query'>,
): Target {
  if (first?.headers && second.headers)
    target.headers = [...headerEntries(first.headers), ...headerEntries(second.headers)]
  if (first?.query && second.query) target.query = { ...first.query, ...second.query }
  return target
}
