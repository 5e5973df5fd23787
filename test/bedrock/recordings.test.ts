import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatCompletion, type ChatMessage, createRelay, isModelRelayError } from '../../src/index.js'
import { isRecord } from '../../src/provider.js'
import { type Http2Server, http2Server } from './http2-server.js'

interface Recording {
  id: string
  api: string
  stream: boolean
  model: string | null
  response: { status: number; headers?: Record<string, string>; body: unknown; encoding?: string }
}

const root = join(import.meta.dirname, '../../../shared/fixtures/bedrock')
const present = existsSync(root)
const all: Recording[] = present
  ? readdirSync(root)
      .filter((file) => file.endsWith('.json'))
      .map((file): Recording => JSON.parse(readFileSync(join(root, file), 'utf8')))
      .filter(({ api }) => api === 'converse' || api === 'converse-stream')
  : []
const answered = all.filter(({ response }) => response.status < 400)
const refused = all.filter(({ response }) => response.status >= 400)

function bytesOf({ body, encoding }: Recording['response']): Buffer {
  if (isRecord(body) && body['encoding'] === 'base64') return Buffer.from(String(body['data']), 'base64')
  if (typeof body === 'string') return Buffer.from(body, encoding === 'base64' ? 'base64' : 'utf8')
  return Buffer.from(JSON.stringify(body))
}

let server: Http2Server
const relay = createRelay()
beforeAll(async () => {
  server = await http2Server((response, { path }) => {
    const recording = all.find(({ id }) => path.startsWith(`/${id}/`))
    if (recording === undefined) throw new Error(path)
    const type = recording.stream ? 'application/vnd.amazon.eventstream' : 'application/json'
    const id = recording.response.headers?.['x-amzn-errortype']
    response.writeHead(recording.response.status, { 'content-type': type, ...(id && { 'x-amzn-errortype': id }) })
    response.end(bytesOf(recording.response))
  })
})
afterAll(() => server.close())

const aws = { region: 'us-east-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } }
async function replay(
  { id, model, stream }: Recording,
  messages: ChatMessage[],
  tools?: object[],
): Promise<ChatCompletion> {
  const body = { model: `bedrock/${model ?? 'some-model'}`, messages, ...(tools && { tools: tools as never }) }
  const options = { baseURL: `${server.url}/${id}`, aws, maxRetries: 0 }
  if (!stream) return relay.completion(body, options)
  const open = await relay.completion({ ...body, stream: true }, options)
  return open.final()
}

const blocksOf = ({ response: { body } }: Recording): Record<string, unknown>[] => {
  const output = isRecord(body) && isRecord(body['output']) ? body['output'] : {}
  const message = isRecord(output['message']) ? output['message'] : {}
  return Array.isArray(message['content']) ? message['content'].filter(isRecord) : []
}
const user: ChatMessage = { role: 'user', content: 'Go' }

describe.skipIf(!present)(
  `recorded exchanges with Converse${present ? '' : ' (left out: ../shared/fixtures is not there)'}`,
  () => {
    it.each(answered)('$id: is a completion that says something of itself', async (recording) => {
      const reply = await replay(recording, [user])
      const choice = reply.choices[0]
      expect(reply.usage?.total_tokens).toBe((reply.usage?.prompt_tokens ?? 0) + (reply.usage?.completion_tokens ?? 0))
      expect(reply.usage?.completion_tokens).toBeGreaterThanOrEqual(0)
      expect(Boolean(choice?.message.tool_calls?.length)).toBe(choice?.finish_reason === 'tool_calls')
      if (recording.stream) return
      const text = blocksOf(recording).map((block) => (typeof block['text'] === 'string' ? block['text'] : ''))
      if (!JSON.stringify(recording.response.body).includes('citationsContent'))
        expect(choice?.message.content ?? '').toBe(text.join(''))
    })

    it.each(refused)('$id: is an error of its status', async (recording) => {
      const error: unknown = await replay(recording, [user]).catch((thrown) => thrown)
      if (!isModelRelayError(error)) throw error
      expect(error.status).toBe(recording.response.status)
      expect(error.message).toBe(isRecord(recording.response.body) ? recording.response.body['message'] : '')
    })

    const signed = answered.filter((recording) =>
      blocksOf(recording).some(
        (block) => 'reasoningContent' in block && Object.keys(block['reasoningContent'] ?? {}).length > 0,
      ),
    )
    it.each(signed)('$id: sends its reasoning back byte by byte', async (recording) => {
      const { message } = (await replay(recording, [user])).choices[0] ?? {}
      const calls = message?.tool_calls ?? []
      const tools = calls.flatMap((call) =>
        call.type === 'function' ? [{ type: 'function', function: { name: call.function.name } }] : [],
      )
      const results = calls.map(({ id }): ChatMessage => ({ role: 'tool', tool_call_id: id, content: 'ok' }))
      await replay(
        recording,
        [user, JSON.parse(JSON.stringify(message)), ...results, user],
        tools.length > 0 ? tools : undefined,
      )
      const turns = server.received.at(-1)?.body['messages']
      const turn: unknown = Array.isArray(turns) ? turns[1] : undefined
      const content = isRecord(turn) && Array.isArray(turn['content']) ? turn['content'] : []
      const isReasoning = (block: object) => 'reasoningContent' in block
      expect(content.filter(isReasoning)).toEqual(blocksOf(recording).filter(isReasoning))
    })
  },
)
