import { isRecord } from '../../src/provider.js'

/**
 * Puts arguments together that Vertex streams in pieces (`streamFunctionCallArguments`, quirks.md 109): each piece
 * names a place by a JSON path such as `$.items[0].name` and holds a value, or more of a text.
 */
export class PartialArguments {
  readonly value: Record<string, unknown>

  constructor(known: unknown) {
    this.value = isRecord(known) ? structuredClone(known) : {}
  }

  add(pieces: unknown): void {
    if (!Array.isArray(pieces)) return
    for (const piece of pieces) if (isRecord(piece)) this.#set(stepsOf(piece['jsonPath']), givenValue(piece))
  }

  #set(steps: ReadonlyArray<string | number>, value: unknown): void {
    const last = steps.at(-1)
    if (last === undefined || value === undefined) return
    let target: Record<string | number, unknown> = this.value
    for (const [at, step] of steps.slice(0, -1).entries()) {
      const known = target[step]
      const inner = isContainer(known) ? known : typeof steps[at + 1] === 'number' ? [] : {}
      target[step] = inner
      target = inner as Record<string | number, unknown> // arrays are written by number only
    }
    const before = target[last]
    target[last] = typeof value === 'string' && typeof before === 'string' ? before + value : value
  }
}

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null

function givenValue(piece: Record<string, unknown>): unknown {
  if ('nullValue' in piece) return null
  return piece['stringValue'] ?? piece['numberValue'] ?? piece['boolValue']
}

const MAX_INDEX = 100_000

/** `$.a['b c'][0]` taken apart. Names that reach into prototypes are not followed (quirks.md 151). */
function stepsOf(path: unknown): Array<string | number> {
  if (typeof path !== 'string') return []
  const steps: Array<string | number> = []
  for (const [, name, index, quoted] of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[['"]([^\]]*)['"]\]/g)) {
    const step = index === undefined ? (name ?? quoted ?? '') : Number(index)
    if (step === '__proto__' || step === 'constructor' || step === 'prototype' || Number(step) > MAX_INDEX) return []
    steps.push(step)
  }
  return steps
}
