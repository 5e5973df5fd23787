import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../src/provider.js'

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures')

/** For the name of a group of tests that needs the recordings, which lie beside the repository and are not part of it. */
export const whereRecordings = existsSync(FOLDER) ? '' : ' (left out: ../shared/fixtures is not there)'

export interface Recording {
  id: string
  stream: boolean
  model: string | null
  response: { status: number; body: unknown }
}

/** The recorded exchanges of a vendor with one of its APIs; none where the recordings are not there. */
export function recordingsOf(provider: string, api: string): Recording[] {
  const folder = join(FOLDER, provider)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8')))
    .filter((recording): recording is Recording => isRecord(recording) && recording['api'] === api)
}
