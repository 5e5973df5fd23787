import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A recorded exchange with a vendor; the folder lies beside the repository and is not part of it. */
export interface Recording {
  id: string
  provider: string
  stream: boolean
  model: string | null
  request: { body?: unknown } | null
  response: { status: number; body: unknown }
}

const root = join(import.meta.dirname, '../../../shared/fixtures')
export const recordingsPresent = existsSync(root)
export const whereRecordings = recordingsPresent ? '' : ' (left out: ../shared/fixtures is not there)'

/** Exchanges with the Messages API, Anthropic's own and Vertex's. */
export function messagesRecordings(): Recording[] {
  if (!recordingsPresent) return []
  return ['anthropic', 'vertex'].flatMap((provider) =>
    readdirSync(join(root, provider))
      .filter((file) => /-messages-.*\.json$/.test(file))
      .map((file): Recording => JSON.parse(readFileSync(join(root, provider, file), 'utf8'))),
  )
}

export interface SseEvent {
  event: string | undefined
  data: string
}

/** The events of a recorded stream. */
export function eventsOf(body: string): SseEvent[] {
  return body
    .replace(/\r\n?/g, '\n')
    .split(/\n\n+/)
    .flatMap((block): SseEvent[] => {
      const lines = block.split('\n')
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart())
      const event = lines
        .find((line) => line.startsWith('event:'))
        ?.slice(6)
        .trim()
      return data.length > 0 ? [{ event, data: data.join('\n') }] : []
    })
}
