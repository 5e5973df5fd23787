import { isRecord, type ModelRelayError, type ProviderCall } from '../../src/provider.js'
import { toFailure as toAwsFailure } from '../aws/errors.js'
import { BEDROCK } from './service.js'

/** An exception that came as a member of a stream's event (quirks.md 97); undefined for other events. */
export function exceptionIn(event: Record<string, unknown>): Record<string, unknown> | undefined {
  const key = Object.keys(event).find((name) => /(?:Exception|Error)$/.test(name))
  const exception = key === undefined ? undefined : event[key]
  if (key === undefined || exception === undefined) return undefined
  const name = key.charAt(0).toUpperCase() + key.slice(1)
  const message = exception instanceof Error || isRecord(exception) ? Reflect.get(exception, 'message') : ''
  return { name, message }
}

/** An error of ours for what the SDK threw, or for an exception inside a stream. */
export function toFailure(thrown: unknown, call: ProviderCall): ModelRelayError {
  return toAwsFailure(thrown, call, BEDROCK)
}
