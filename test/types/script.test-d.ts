// What a script may give. Checked by `npm run typecheck`; nothing here runs.
import type { ScriptFunction, SimulatedRequest, Step } from '../../src/simulator.js'

const differing = ({ index }: SimulatedRequest) => {
  if (index === 0) return { status: 429, headers: { 'retry-after': '1' } }
  if (index === 1) return { text: 'Hello', headers: { 'x-region': 'eu', 'x-cell': '7' } }
  return { body: { odd: true }, headers: {} }
}

export const scripts: ScriptFunction[] = [
  differing,
  async (request) => differing(request),
  ({ model }) => (model === 'slow' ? { latencyMs: 5 } : undefined),
  ({ model }) => ({ text: 'Hello', headers: { 'x-model': model } }),
  // @ts-expect-error a header is a text
  () => ({ text: 'Hello', headers: { 'x-number': 1 } }),
  // @ts-expect-error a step that says nothing known
  () => ({ txt: 'Hello' }),
]

export const steps: readonly Step[] = [
  { text: ['Hel', 'lo'], chunking: 'whole' },
  // @ts-expect-error an error step's status is a number
  { status: '429' },
  // @ts-expect-error a fault that the simulator does not know
  { text: 'Hello', faults: { explode: {} } },
]
