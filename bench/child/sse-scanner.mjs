/** The least that reads server-sent events: every `data:` line is handed on. */
export function createScanner(onData) {
  const decoder = new TextDecoder()
  let rest = ''
  return (bytes) => {
    const text = rest + decoder.decode(bytes, { stream: true })
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (text.startsWith('data: ', start)) onData(text.slice(start + 6, end))
      start = end + 1
    }
    rest = text.slice(start)
  }
}
