import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anthropicMessages } from './anthropic-messages.js'
import type { Dialect } from './dialect.js'
import { openaiChat } from './openai-chat.js'
import { perform } from './perform.js'
import { familyOf, receive } from './receive.js'
import type { RequestRecord, SimulatedRequest } from './recorded-request.js'
import { toPerformance } from './reply.js'
import type { ErrorStep, Script, Step } from './script.js'
import { stepSource } from './step-source.js'

export interface SimulatorOptions {
  /** 0: any free port. Default 0. */
  port?: number
  /** Default `127.0.0.1`. */
  host?: string
  script?: Script
  /** How many requests `simulator.requests` keeps; older ones go. Default 1000. */
  maxRequests?: number
  /** Answer 401 to a request without a key. A function decides per provider. Default true. */
  requireKey?: boolean | ((provider: string) => boolean)
  /** The only keys that are taken; others are answered 401. Default: any. */
  keys?: readonly string[]
  /** Answer 400 to what the real API refuses (no model, no messages, …). Default true. */
  checkRequests?: boolean
  /** The names that `GET /v1/models` lists. */
  models?: readonly string[]
  /** Where ids, `request.random` and `chunking: 'random'` start from. Default 0. */
  seed?: number
  /** Unix ms; for `created` and times of rate limits. Default `Date.now`. */
  now?: () => number
}

/** A running simulator. */
export interface Simulator {
  readonly port: number
  /** The base URL that the provider's own SDK takes: ends in `/v1`, but for Anthropic. */
  url(provider: string): string
  /** What it was sent, oldest first. */
  readonly requests: readonly SimulatedRequest[]
  /** Replaces the script; a list starts at its first step. */
  setScript(script: Script | undefined): void
  /** Forgets the recorded requests. */
  clearRequests(): void
  /** Ends all connections, stalled ones too; resolves when no socket and no timer is left. */
  close(): Promise<void>
}

const DIALECTS: readonly Dialect[] = [openaiChat, anthropicMessages]
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-5', 'claude-haiku-4-5']

/**
 * Starts a local HTTP server that speaks OpenAI's chat completions and Anthropic's messages.
 *
 * @example
 * const simulator = await startSimulator({ script: [{ status: 429 }, { text: 'Hello' }] })
 * const client = new OpenAI({ baseURL: simulator.url('openai'), apiKey: 'any' })
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const now = options.now ?? Date.now
  const requests: RequestRecord[] = []
  const answering = new Set<Promise<void>>()
  let steps = stepSource(options.script)
  let received = 0
  let closing: Promise<void> | undefined

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const index = received++
    let left = false
    const record = await receive(incoming, response, { index, seed: options.seed ?? 0, now, dialects: DIALECTS })
    const leave = () => {
      left = true
    }
    const noteAbort = () => {
      if (left || closing || response.writableFinished) return
      record.aborted = true
      record.abortedAt = now()
    }
    response.once('close', noteAbort)
    if (response.destroyed) noteAbort()
    requests.push(record)
    if (requests.length > (options.maxRequests ?? 1000)) requests.shift()
    const { step, dialect } = await chooseStep(record, options, () => steps.next(record))
    const performance = toPerformance(step, dialect, record, now())
    record.status = performance.status
    await perform(response, { ...performance, onCut: leave })
  }

  const server = createServer((incoming, response) => {
    // A client may break a connection at any time: the close event tells it, an error would end the process.
    response.on('error', () => undefined)
    const answered = answer(incoming, response).catch(() => void response.destroy())
    answering.add(answered)
    void answered.finally(() => answering.delete(answered))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
  })
  // Listening on a port, not on a pipe: the address is an object.
  const { address, port, family } = server.address() as AddressInfo
  const origin = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
    await Promise.all(answering)
  }

  return {
    port,
    requests,
    url: (provider) => dialectOf(provider).baseURL(origin, encodeURIComponent(provider)),
    setScript: (script) => {
      steps = stepSource(script)
    },
    clearRequests: () => {
      requests.length = 0
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function dialectOf(provider: string): Dialect {
  return DIALECTS.find((dialect) => dialect.maker === provider) ?? openaiChat
}

interface Choice {
  readonly step: Step | undefined
  readonly dialect: Dialect
}

/** What the real API would refuse is refused before the script is asked. */
async function chooseStep(
  request: SimulatedRequest,
  options: SimulatorOptions,
  next: () => Promise<Step | undefined>,
): Promise<Choice> {
  const spoken = DIALECTS.find((each) => each.id === request.dialect)
  const dialect = spoken ?? familyOf(request.headers, DIALECTS)
  const isModels = request.method === 'GET' && request.path.endsWith('/models')
  if (!isModels && (!spoken || request.method !== 'POST'))
    return { dialect, step: { status: 404, ...dialect.notFound(request) } }
  const unauthorized = refuseKey(request, dialect, options)
  if (unauthorized) return { dialect, step: unauthorized }
  if (isModels) return { dialect, step: { body: dialect.models(options.models ?? MODELS, 0) } }
  const refused = options.checkRequests === false ? undefined : dialect.refuse(request)
  return { dialect, step: refused ?? (await next()) }
}

function refuseKey(request: SimulatedRequest, dialect: Dialect, options: SimulatorOptions): ErrorStep | undefined {
  const { requireKey = true, keys } = options
  const needed = typeof requireKey === 'function' ? requireKey(request.provider) : requireKey
  if (!dialect.hasKey(request)) return needed ? { status: 401, ...dialect.missingKey } : undefined
  const { authorization, 'api-key': azure, 'x-api-key': anthropic } = request.headers
  const given = anthropic ?? azure ?? authorization?.replace(/^Bearer\s+/i, '')
  return keys && given !== undefined && !keys.includes(given) ? { status: 401 } : undefined
}
