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
    let target: Container = this.value
    for (const [at, step] of steps.slice(0, -1).entries()) {
      const known = read(target, step)
      const inner = isContainer(known) ? known : typeof steps[at + 1] === 'number' ? [] : {}
      if (!write(target, step, inner)) return
      target = inner
    }
    const before = read(target, last)
    write(target, last, typeof value === 'string' && typeof before === 'string' ? before + value : value)
  }
}

type Container = Record<string, unknown> | unknown[]

const isContainer = (value: unknown): value is Container => Array.isArray(value) || isRecord(value)

function read(target: Container, step: string | number): unknown {
  if (!Array.isArray(target)) return target[step]
  return typeof step === 'number' ? target[step] : undefined
}

/** False for a place that an array does not have: not even its `length` is written, and it grows by one item at a time. */
function write(target: Container, step: string | number, value: unknown): boolean {
  if (!Array.isArray(target)) target[step] = value
  else if (typeof step === 'number' && step <= target.length) target[step] = value
  else return false
  return true
}

function givenValue(piece: Record<string, unknown>): unknown {
  if ('nullValue' in piece) return null
  return piece['stringValue'] ?? piece['numberValue'] ?? piece['boolValue']
}

/** `$.a['b c'][0]` taken apart. Names that reach into prototypes are not followed (quirks.md 151). */
function stepsOf(path: unknown): Array<string | number> {
  if (typeof path !== 'string') return []
  const steps: Array<string | number> = []
  for (const [, name, index, quoted] of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[['"]([^\]]*)['"]\]/g)) {
    const step = index === undefined ? (name ?? quoted ?? '') : Number(index)
    if (step === '__proto__' || step === 'constructor' || step === 'prototype') return []
    steps.push(step)
  }
  return steps
}
