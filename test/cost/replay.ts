import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CallMeta, type CallOptions, createRelay, type Usage } from '../../src/index.js'
import { isRecord } from '../../src/provider.js'

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures')
const APIS: ReadonlySet<string> = new Set([
  'chat',
  'responses',
  'messages',
  'converse',
  'converse-stream',
  'generateContent',
  'streamGenerateContent',
  'ollama-chat',
])

/** For the name of a group of tests that needs the recordings, which lie beside the repository and are not part of it. */
export const whereRecordings = existsSync(FOLDER) ? '' : ' (left out: ../shared/fixtures is not there)'

export interface Recording {
  id: string
  provider: string
  api: string
  stream: boolean
  model: string | null
  response: { status: number; headers?: Record<string, string>; body: unknown; encoding?: string }
}

/** A recorded answer as a caller of ours gets it. */
export interface Replayed {
  recording: Recording
  usage: Usage | undefined
  meta: CallMeta
  /** The tier that served, in OpenAI's words. */
  serviceTier: string | undefined
}

export function recordings(): Recording[] {
  if (!existsSync(FOLDER)) return []
  const vendors = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return vendors.flatMap(({ name }) =>
    readdirSync(join(FOLDER, name))
      .filter((file) => file.endsWith('.json'))
      .map((file): unknown => JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8')))
      .filter(isAnswer),
  )
}

function isAnswer(value: unknown): value is Recording {
  if (!isRecord(value) || typeof value['api'] !== 'string' || !isRecord(value['response'])) return false
  return APIS.has(value['api']) && Number(value['response']['status']) < 300
}

/** Recorded providers whose prefix is another. */
const PREFIX: Readonly<Record<string, string>> = {
  alibaba: 'dashscope',
  vercel_gateway: 'vercel_ai_gateway',
  ollama: 'openai_compatible',
  lmstudio: 'lm_studio',
}

/** Everything that a call needs which nobody checks here. */
const OPTIONS: CallOptions = {
  apiKey: 'key',
  baseURL: 'https://vendor.example/v1',
  maxRetries: 0,
  aws: { region: 'us-east-1', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } },
  vertex: { project: 'project', location: 'us-central1', accessToken: 'token' },
}

function modelOf({ provider, api, model }: Recording): string {
  const name = model?.replace(/^models\//, '') || 'unknown'
  const prefix = PREFIX[provider] ?? provider
  if (api === 'converse' || api === 'converse-stream') return `bedrock/${name}`
  if (api === 'ollama-chat') return `ollama/${name}`
  return api === 'responses' ? `${prefix}/responses/${name}` : `${prefix}/${name}`
}

function bytesOf({ body, encoding }: Recording['response']): string | Buffer {
  if (isRecord(body) && body['encoding'] === 'base64') return Buffer.from(String(body['data']), 'base64')
  if (typeof body === 'string') return encoding === 'base64' ? Buffer.from(body, 'base64') : body
  return JSON.stringify(body)
}

function typeOf({ api, stream, response }: Recording): string {
  const stated = response.headers?.['content-type']
  if (stated !== undefined && !stated.includes('REDACTED')) return stated
  if (!stream) return 'application/json'
  if (api === 'converse-stream') return 'application/vnd.amazon.eventstream'
  return api === 'ollama-chat' ? 'application/x-ndjson' : 'text/event-stream'
}

const relay = createRelay()

/** Calls the vendor and gets the recorded answer; undefined where that is an error, or the vendor is not one of ours. */
export async function replay(recording: Recording, options: CallOptions = {}): Promise<Replayed | undefined> {
  const fetch = async () =>
    new Response(bytesOf(recording.response), {
      status: recording.response.status,
      headers: { 'content-type': typeOf(recording) },
    })
  const body = { model: modelOf(recording), messages: [{ role: 'user' as const, content: 'Hello' }], max_tokens: 4_096 }
  const all = { ...OPTIONS, ...options, fetch }
  try {
    const reply = recording.stream
      ? await (await relay.completion({ ...body, stream: true }, all)).final()
      : await relay.completion(body, all)
    return { recording, usage: reply.usage, meta: reply.meta, serviceTier: reply.service_tier ?? undefined }
  } catch {
    return undefined
  }
}
