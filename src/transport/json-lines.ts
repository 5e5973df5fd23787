import type { SseListener, SseReader } from './sse.js'

/** A single line may not grow past this, so that a server cannot fill the memory. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024

/** Reads newline-delimited JSON from bytes cut anywhere: one event for each line that is not blank. */
export function createLineReader(onLine: SseListener): SseReader {
  const decoder = new TextDecoder()
  let rest = ''
  const take = (text: string, last: boolean) => {
    const lines = (rest + text).split('\n')
    rest = last ? '' : (lines.pop() ?? '')
    if (rest.length > MAX_LINE_CHARACTERS) throw new Error(`A line is longer than ${MAX_LINE_CHARACTERS} characters.`)
    for (const line of lines) if (line.trim() !== '') onLine(line, undefined)
  }
  return {
    feed: (bytes) => take(decoder.decode(bytes, { stream: true }), false),
    end: () => take(decoder.decode(), true),
  }
}
