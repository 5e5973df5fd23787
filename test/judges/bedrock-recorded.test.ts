// What other libraries sent to Converse and had answered: our translation of the same chat must be the same request.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, it } from 'vitest'
import { sent } from '../bedrock/call.js'
import { NotSayable, toChatRequest } from './bedrock-recorded.js'

interface Recording {
  id: string
  api: string
  model: string | null
  request: { path?: string; body?: ConverseCommandInput | null } | null
  response: { status: number }
}

const root = join(import.meta.dirname, '../../../shared/fixtures/bedrock')
const present = existsSync(root)

/** Where we differ on purpose (then the test is that we do), by the last characters of the id. */
const DIFFERENT: Readonly<Record<string, string>> = {
  '16c9a8f217': 'a named choice offers only that tool (quirks.md 91)',
  b34db9aa83: 'a named choice offers only that tool (quirks.md 91)',
  f66885146f: 'a named choice offers only that tool (quirks.md 91)',
  aea36758e2: 'two turns of the user become one (quirks.md 89)',
  ea26bed4aa: 'two turns of the user become one (quirks.md 89)',
  eefe85a501: 'two turns of the user become one (quirks.md 89)',
  f65493f9fb: 'two turns of the user become one (quirks.md 89)',
  f8d8c88cd2: 'of temperature and top_p Claude gets one (quirks.md 76)',
  '0c62d3403b': 'of temperature and top_p Claude gets one (quirks.md 76)',
  '5aa2c88ccd': 'ids of calls are nine letters and digits for Mistral (quirks.md 92)',
  '58fbb263ac': 'of temperature and top_p Claude gets one (quirks.md 76)',
}

const isDifferent = (id: string) => Object.keys(DIFFERENT).some((end) => id.endsWith(end))

interface Row {
  id: string
  model: string
  recorded: ConverseCommandInput
  asked: ReturnType<typeof toChatRequest>
}

function rowsOf(file: string): Row[] {
  const { id, api, model, request, response }: Recording = JSON.parse(readFileSync(join(root, file), 'utf8'))
  const { body: recorded, path } = request ?? {}
  if (!api.startsWith('converse') || response.status !== 200 || !recorded || typeof recorded !== 'object') return []
  const named = decodeURIComponent(/model\/([^/]+)/.exec(path ?? '')?.[1] ?? '') || (model ?? '')
  try {
    return [{ id, model: named, recorded, asked: toChatRequest(recorded) }]
  } catch (error) {
    if (error instanceof NotSayable) return []
    throw error
  }
}

const rows = present
  ? readdirSync(root)
      .filter((file) => file.endsWith('.json'))
      .flatMap(rowsOf)
  : []

describe.skipIf(!present)(`recorded requests${present ? '' : ' (left out: ../shared/fixtures is not there)'}`, () => {
  it('are many', () => expect(rows.length).toBeGreaterThan(50))

  it.each(rows)('$id is what we send, or differs as listed', ({ id, model, recorded, asked }) => {
    const { modelId: _, ...input } = sent(asked, model).input
    const { modelId: __, ...theirs } = recorded
    if (isDifferent(id)) expect(normalised(input)).not.toEqual(normalised(theirs))
    else expect(normalised(input)).toEqual(normalised(theirs))
  })
})

/** Bytes as base64; without what says nothing: empty lists and objects of settings, an empty description, a status of success. */
function normalised(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(normalised)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, normalised(inner)] as const)
  return Object.fromEntries(entries.filter(([key, inner]) => !saysNothing(key, inner)))
}

function saysNothing(key: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '' || (key === 'status' && value === 'success')) return true
  const canBeEmpty = ['inferenceConfig', 'additionalModelRequestFields', 'system', 'stopSequences'].includes(key)
  return canBeEmpty && typeof value === 'object' && Object.keys(value).length === 0
}
