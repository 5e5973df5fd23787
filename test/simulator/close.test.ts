import { getActiveResourcesInfo } from 'node:process'
import { expect, it } from 'vitest'
import { startSimulator } from '../../src/simulator.js'
import { readAll, readUntil, sendRaw } from './raw-client.js'

/** Alone in its file: a socket that another test left would be counted. */
function handles(): string[] {
  return getActiveResourcesInfo()
    .filter((name) => name.startsWith('TCP') || name === 'Timeout')
    .sort()
}

it('closing ends stalled and waiting answers and leaves no socket and no timer', async () => {
  const before = handles()
  const simulator = await startSimulator({
    script: ({ index }) => {
      if (index % 4 === 0) return new Promise(() => undefined)
      if (index % 4 === 1) return { text: 'one', faults: { stall: {} } }
      return index % 4 === 2 ? { text: 'one', faults: { stall: { after: 1, keepAliveMs: 5 } } } : { latencyMs: 60_000 }
    },
  })
  const sockets = Array.from({ length: 8 }, () => sendRaw(simulator, { stream: true }))
  const ends = Promise.all(sockets.map((socket) => readAll(socket)))
  await Promise.any(sockets.map((socket) => readUntil(socket, ': keep-alive')))
  expect(handles().length).toBeGreaterThan(before.length)
  await simulator.close()
  await ends
  expect(handles()).toEqual(before)
  expect(simulator.requests.map((request) => request.aborted)).not.toContain(true)
})
