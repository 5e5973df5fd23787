import { createParser } from 'eventsource-parser'

/** Told of every event: its data and its `event:` name. Comments and retry hints are not events. */
export type SseListener = (data: string, event: string | undefined) => void

export interface SseReader {
  feed(bytes: Uint8Array): void
  /** Ends the stream: an event without its last blank line still counts (quirks.md 16). */
  end(): void
}

/** A single event may not grow past this, so that a server cannot fill the memory. */
const MAX_EVENT_CHARACTERS = 64 * 1024 * 1024

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) from bytes cut anywhere:
 * all line ends, several data lines, comments, a byte-order mark, split UTF-8.
 */
export function createSseReader(onEvent: SseListener): SseReader {
  const decoder = new TextDecoder()
  let overflow: Error | undefined
  const parser = createParser({
    onEvent: (event) => onEvent(event.data, event.event),
    // Unknown fields and bad retry values are to be ignored, says the standard; only a full buffer matters.
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') overflow = error
    },
    maxBufferSize: MAX_EVENT_CHARACTERS,
  })
  const feed = (text: string) => {
    if (text !== '') parser.feed(text)
    if (overflow) throw overflow
  }
  return {
    feed: (bytes) => feed(decoder.decode(bytes, { stream: true })),
    end: () => feed(`${decoder.decode()}\n\n`),
  }
}
