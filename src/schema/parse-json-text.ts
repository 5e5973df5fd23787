/**
 * JSON that a model wrote; white space and one Markdown fence around it are forgiven, nothing else.
 * Keys that reach into prototypes are left out (quirks.md 151).
 * @throws SyntaxError
 */
export function parseJsonText(text: string): unknown {
  const json = withoutFence(text.trim())
  return MAY_POLLUTE.test(json) ? JSON.parse(json, withoutPollution) : JSON.parse(json)
}

function withoutFence(text: string): string {
  const fence = /^```[\w-]*\s/.exec(text)
  return fence && text.endsWith('```') ? text.slice(fence[0].length, -3) : text
}

/** The names, also as escapes. */
const MAY_POLLUTE = /__proto__|constructor|prototype|\\u/

/** `constructor` and `prototype` do harm as objects only; as texts they are data, such as a racing team. */
function withoutPollution(key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined
  return (key === 'constructor' || key === 'prototype') && typeof value === 'object' ? undefined : value
}
