import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../src/provider.js'

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures')

/** Vendors whose recordings under `chat` are not OpenAI's dialect. */
const OTHERS: ReadonlySet<string> = new Set(['cohere'])

export const hasRecordings = existsSync(FOLDER)

export interface Recording {
  id: string
  provider: string
  stream: boolean
  model: string
  request: unknown
  response: { status: number; headers?: Record<string, string>; body: unknown }
}

/** The recorded exchanges of the dialect's vendors. */
export function chatRecordings(): Recording[] {
  if (!hasRecordings) return []
  const vendors = readdirSync(FOLDER, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !OTHERS.has(entry.name),
  )
  return vendors.flatMap(({ name }) =>
    readdirSync(join(FOLDER, name))
      .filter((file) => file.endsWith('.json'))
      .map((file): unknown => JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8')))
      .filter(isChat),
  )
}

function isChat(recording: unknown): recording is Recording {
  return isRecord(recording) && recording['api'] === 'chat'
}
