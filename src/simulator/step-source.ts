import type { SimulatedRequest } from './recorded-request.js'
import type { Script, Step } from './script.js'

export interface StepSource {
  /** The step for a request; undefined asks for the default answer. */
  next(request: SimulatedRequest): Promise<Step | undefined>
}

/** Hands a script's steps out; a step is used up only by a request that reaches the model. */
export function stepSource(script: Script | undefined): StepSource {
  if (typeof script === 'function') return { next: async (request) => await fromFunction(script, request) }
  const steps: readonly Step[] = script === undefined ? [] : isList(script) ? script : [script]
  let position = 0
  return { next: async () => steps[Math.min(position++, steps.length - 1)] }
}

async function fromFunction(
  script: Extract<Script, (...rest: never) => unknown>,
  request: SimulatedRequest,
): Promise<Step | undefined> {
  try {
    return await script(request)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { status: 500, message: `The simulator's script threw: ${reason}`, headers: { 'x-should-retry': 'false' } }
  }
}

function isList(script: Step | readonly Step[]): script is readonly Step[] {
  return Array.isArray(script)
}
