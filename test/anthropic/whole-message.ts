import { isRecord } from '../../src/provider.js'
import type { SseEvent } from './recordings.js'

type Fields = Record<string, unknown>

/** The message that a recorded stream adds up to, worked out from the vendor's documentation and not by our translator. */
export function wholeMessage(events: readonly SseEvent[]): Fields {
  let message: Fields = {}
  const blocks: Fields[] = []
  const json: string[] = []
  for (const { data } of events) {
    if (data === '[DONE]') continue
    const event: unknown = JSON.parse(data)
    if (!isRecord(event)) continue
    const at = Number(event['index'])
    const block = blocks[at]
    const delta = isRecord(event['delta']) ? event['delta'] : {}
    if (event['type'] === 'message_start' && isRecord(event['message'])) message = { ...event['message'] }
    else if (event['type'] === 'content_block_start' && isRecord(event['content_block']))
      blocks[at] = { ...event['content_block'] }
    else if (event['type'] === 'content_block_delta' && block) {
      if (delta['type'] === 'text_delta') block['text'] = `${block['text'] ?? ''}${delta['text']}`
      else if (delta['type'] === 'thinking_delta') block['thinking'] = `${block['thinking'] ?? ''}${delta['thinking']}`
      else if (delta['type'] === 'signature_delta')
        block['signature'] = `${block['signature'] ?? ''}${delta['signature']}`
      else if (delta['type'] === 'input_json_delta') json[at] = `${json[at] ?? ''}${delta['partial_json']}`
      else if (delta['type'] === 'citations_delta')
        block['citations'] = [...(Array.isArray(block['citations']) ? block['citations'] : []), delta['citation']]
    } else if (event['type'] === 'message_stop') {
      break // one recording holds the streams of fifteen requests, one behind the other
    } else if (event['type'] === 'message_delta') {
      const usage: Fields = isRecord(message['usage']) ? { ...message['usage'] } : {}
      const later = isRecord(event['usage']) ? event['usage'] : {}
      for (const [key, value] of Object.entries(later)) if (value !== null) usage[key] = value
      const set = Object.entries(delta).filter(([, value]) => value !== null)
      message = { ...message, ...Object.fromEntries(set), usage }
    }
  }
  json.forEach((text, at) => {
    const block = blocks[at]
    if (block && text) block['input'] = parsed(text)
  })
  return { ...message, content: blocks.filter(Boolean) }
}

/** Arguments that were cut off stay text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
