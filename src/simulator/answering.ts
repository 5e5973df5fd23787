import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import { chooseStep } from './choose-step.js'
import { dialectsOf } from './dialects.js'
import type { SimulatorOptions } from './options.js'
import { perform } from './perform.js'
import { receive } from './receive.js'
import type { RequestRecord } from './recorded-request.js'
import { toPerformance } from './reply.js'
import type { Script } from './script.js'
import { stepSource } from './step-source.js'

/** Answers requests by the script and keeps their records. */
export interface Answering {
  readonly requests: RequestRecord[]
  handle(incoming: IncomingMessage, response: ServerResponse): void
  setScript(script: Script | undefined): void
  /** From now on a connection that ends is not taken for an abort by its client. */
  stop(): void
  /** Resolves when no request is being answered. */
  settled(): Promise<void>
}

export function createAnswering(options: SimulatorOptions): Answering {
  const dialects = dialectsOf(options)
  const { now = Date.now, seed = 0, maxRequests = 1000 } = options
  const requests: RequestRecord[] = []
  const running = new Set<Promise<void>>()
  let steps = stepSource(options.script)
  let received = 0
  let stopped = false

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const index = received++
    const record = await receive(incoming, response, { index, seed, receivedAt: now(), dialects })
    requests.push(record)
    if (requests.length > maxRequests) requests.shift()
    let cut = false
    const noteAbort = () => {
      if (cut || stopped || isWhole(response)) return
      record.aborted = true
      record.abortedAt = now()
    }
    if (response.destroyed) return noteAbort()
    response.once('close', noteAbort)
    // A script's promise may never settle: the end of the connection ends the wait for it.
    const choice = await Promise.race([chooseStep(record, options, () => steps.next(record)), record.ended])
    if (!choice) return
    const performance = toPerformance(choice.step, choice.dialect, record, now())
    record.status = performance.status
    const onCut = () => {
      cut = true
    }
    await perform(response, { ...performance, onCut })
  }

  return {
    requests,
    handle(incoming, response) {
      // A client may break a connection at any time: the close event tells it, an error would end the process.
      response.on('error', () => undefined)
      closeWithConnection(incoming, response)
      const answered = answer(incoming, response).catch(() => void response.destroy())
      running.add(answered)
      void answered.finally(() => running.delete(answered))
    },
    setScript(script) {
      steps = stepSource(script)
    },
    stop() {
      stopped = true
    },
    async settled() {
      await Promise.all(running)
    },
  }
}

/** Whether all of it was sent; HTTP/2 calls a stream finished that its client has reset. */
function isWhole(response: ServerResponse | Http2ServerResponse): boolean {
  if ('stream' in response) return response.writableEnded && !response.stream.aborted
  return response.writableFinished
}

/**
 * A response that waits behind another one on its connection has no socket yet, and Node does not tell it when the
 * connection ends: it would wait for ever.
 */
function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  const onGone = () => {
    if (response.destroyed || response.socket) return
    response.destroy()
    response.emit('close')
  }
  socket.once('close', onGone)
  response.once('close', () => socket.off('close', onGone))
}
