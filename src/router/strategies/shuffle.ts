import type { Strategy } from '../../contract/router.js'
import { PerGroup } from './per-group.js'
import { Turns } from './turns.js'

/** By turns, each as often as its weight says, evenly spread. */
export function createShuffle(): Strategy {
  const groups = new PerGroup(() => new Turns())
  return (candidates, context) => groups.of(context.group).next(candidates, context)
}
