import { objectsIn, valueAt } from './json.js'

/** The text of the last user message, whose content is a string or a list of parts in both dialects. */
export function lastUserText(messages: unknown): string {
  const users = objectsIn(messages).filter((message) => message['role'] === 'user')
  const texts = users.map((message) => textOf(message['content'])).filter((text) => text !== '')
  return texts.at(-1) ?? ''
}

/** All text inside a value: strings under `content`, `text`, `arguments` and the like, not ids or media. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).join('')
  return ['content', 'text', 'thinking', 'input', 'tool_calls', 'function', 'name', 'arguments']
    .map((key) => valueAt(value, key))
    .map((inner) => (inner === undefined ? '' : textOf(inner)))
    .join('')
}
