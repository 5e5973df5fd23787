import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../src/provider.js'
import type { PromptSource } from '../../src/tokens/prompt.js'

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures')

/** For the name of a group of tests that needs the recordings, which lie beside the repository and are not part of it. */
export const whereRecordings = existsSync(FOLDER) ? '' : ' (left out: ../shared/fixtures is not there)'

export interface RecordedPrompt {
  id: string
  provider: string
  /** The model that was asked for, or the one that answered where a deployment's name hides it. */
  model: string
  source: PromptSource
  promptTokens: number
}

export interface Exchange {
  id: string
  provider: string
  model: string | null
  /** The request's body. */
  body: Record<string, unknown>
  /** JSON values of the answer: one, or one per event. */
  answers: unknown[]
}

/** Exchanges with a body and an answer of 200. */
export function exchangesOf(providers: readonly string[], apis: readonly string[]): Exchange[] {
  if (!existsSync(FOLDER)) return []
  return providers.flatMap((provider) =>
    readdirSync(join(FOLDER, provider))
      .filter((file) => file.endsWith('.json'))
      .map((file): unknown => JSON.parse(readFileSync(join(FOLDER, provider, file), 'utf8')))
      .flatMap((recording) => toExchange(recording, apis)),
  )
}

function toExchange(recording: unknown, apis: readonly string[]): Exchange[] {
  if (!isRecord(recording) || !apis.includes(String(recording['api']))) return []
  const { id, provider, model, request, response } = recording
  if (!isRecord(request) || !isRecord(request['body'])) return []
  if (!isRecord(response) || response['status'] !== 200) return []
  return [
    {
      id: String(id),
      provider: String(provider),
      model: typeof model === 'string' ? model : null,
      body: request['body'],
      answers: answersIn(response['body']),
    },
  ]
}

function answersIn(body: unknown): unknown[] {
  if (typeof body !== 'string') return Array.isArray(body) ? body : [body]
  return body.split(/\r?\n/).flatMap((line) => {
    try {
      return line.startsWith('data:') ? [JSON.parse(line.slice(5))] : []
    } catch {
      return [] // [DONE]
    }
  })
}

/** Chats in OpenAI's form with the vendor's count. */
export function recordedChats(providers: readonly string[]): RecordedPrompt[] {
  return exchangesOf(providers, ['chat']).flatMap(({ id, provider, model, body, answers }) => {
    const usage = answers.map((answer) => (isRecord(answer) ? answer['usage'] : undefined)).findLast(isRecord)
    const promptTokens = usage?.['prompt_tokens']
    if (typeof promptTokens !== 'number' || promptTokens === 0 || !Array.isArray(body['messages'])) return []
    const answered = answers.map((answer) => (isRecord(answer) ? answer['model'] : undefined)).find(Boolean)
    const asked = String(body['model'] ?? model)
    // A recorded request has passed its vendor's own checks.
    const source = body as unknown as PromptSource
    const name = provider === 'azure' ? deployed(String(answered || asked)) : asked
    return [{ id, provider, model: `${provider}/${name}`, source, promptTokens }]
  })
}

/** A name that was taken out of a recording, but for its date: that of gpt-4.1. */
const deployed = (name: string): string => name.replace('AZURE_DEPLOYMENT-2025-04-14', 'gpt-4.1-2025-04-14')
