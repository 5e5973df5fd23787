import type { HookEvents, Hooks } from '../contract/hooks.js'

/** Something pluggable that failed without failing the call. */
export interface Failure {
  source: 'hook' | 'prices' | 'router' | 'cache'
  /** Which one: `'onResponse'`; of the prices `'table'`. */
  name: string
  error: unknown
}

/** Runs each hook in turn and waits for none; one that throws or rejects is reported and the others still run. */
export function runHooks<Name extends keyof HookEvents>(
  hooks: readonly Hooks[],
  name: Name,
  event: HookEvents[Name],
  report: (failure: Failure) => void,
): void {
  for (const hook of hooks) {
    const listener: ((event: HookEvents[Name]) => unknown) | undefined = hook[name]
    if (listener === undefined) continue
    const fail = (error: unknown) => report({ source: 'hook', name, error })
    try {
      const result = listener.call(hook, event)
      if (result instanceof Promise) result.catch(fail)
    } catch (error) {
      fail(error)
    }
  }
}

/** Where failures go when the relay has no `onFailure`: a process warning, which never throws. */
export function warnOfFailure({ source, name, error }: Failure): void {
  const why = error instanceof Error ? error.message : typeof error
  globalThis.process?.emitWarning(`${source} ${name} failed: ${why}`, 'ModelRelayWarning')
}
