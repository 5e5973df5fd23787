import type { Group, Taken } from './group.js'

/** Room that a call got, and where. */
export interface Won {
  readonly group: Group
  readonly taken: Taken
}

/** Waits at several groups at once: who has room first is taken, the others are left, and what came too late goes back. */
export async function firstOf(
  groups: readonly Group[],
  join: (group: Group, until: AbortSignal) => Promise<Won | undefined>,
  signal: AbortSignal,
): Promise<Won | undefined> {
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const waits = groups.map((group) => join(group, until))
  let won: Won | undefined
  try {
    won = await Promise.any(waits.map(async (wait) => (await wait) ?? Promise.reject(new Error('No room in time.'))))
  } catch {
    signal.throwIfAborted()
    for (const wait of waits) await wait // where one failed otherwise
  } finally {
    over.abort()
    for (const wait of waits)
      wait.then(
        (late) => late !== undefined && late !== won && late.group.release(late.taken),
        () => {},
      )
  }
  return won
}
