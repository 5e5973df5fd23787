import type { Chunking } from './script.js'

/** Splits a text so that its chunks joined give the text again; an empty text has no chunks. */
export function splitText(text: string | readonly string[], chunking: Chunking, random: () => number): string[] {
  if (typeof text !== 'string') return [...text]
  if (text === '') return []
  if (chunking === 'whole') return [text]
  // A blank belongs to the word after it, as in the vendors' streams.
  if (chunking === 'words') return text.match(/\s*\S+(?:\s+$)?|\s+/gu) ?? []
  if (chunking === 'characters') return Array.from(text)
  return splitBySize(text, chunking === 'random' ? () => 1 + Math.floor(random() * 8) : () => chunking)
}

/** Splits JSON as recorded streams do: `{"`, `city`, `":"`, `Paris`, `"}`. */
export function splitJson(json: string, chunking: Chunking, random: () => number): string[] {
  if (chunking === 'words') return json.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_]+/gu) ?? []
  return splitText(json, chunking, random)
}

function splitBySize(text: string, nextSize: () => number): string[] {
  const characters = Array.from(text)
  const chunks: string[] = []
  for (let start = 0; start < characters.length; ) {
    const end = start + Math.max(1, Math.floor(nextSize()))
    chunks.push(characters.slice(start, end).join(''))
    start = end
  }
  return chunks
}
