// What counting tokens costs a fresh process: node tokens.mjs <file URL of the package>
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const { countTokens } = await import(process.argv[2])
const model = 'openai/gpt-4o'
const SIZE = 1_000_000

const DOCS = join(import.meta.dirname, '../../docs')
const prose = readdirSync(DOCS)
  .filter((file) => /\.(?:md|ts)$/.test(file))
  .map((file) => readFileSync(join(DOCS, file), 'utf8'))
  .join('\n')
const random = mulberry32(7)
const fill = (piece) => {
  let text = ''
  while (text.length < SIZE) text += piece()
  return text.slice(0, SIZE)
}
const letters = 'abcdefghijklmnopqrstuvwxyz'

/** The first is what the others are compared with. */
const TEXTS = {
  ordinary: fill(() => prose),
  spaces: ' '.repeat(SIZE),
  'one letter': 'a'.repeat(SIZE),
  'letters without a space': fill(() => letters[Math.floor(random() * letters.length)]),
  base64: fill(() => Buffer.from([random() * 256, random() * 256, random() * 256]).toString('base64')),
  emoji: fill(() => String.fromCodePoint(0x1f300 + Math.floor(random() * 600))),
  Chinese: fill(() => String.fromCharCode(0x4e00 + Math.floor(random() * 3000))),
  Thai: fill(() => String.fromCharCode(0xe01 + Math.floor(random() * 46))),
}

const begin = performance.now()
const before = process.memoryUsage.rss()
await countTokens({ model, text: 'hello' })
const loadMs = performance.now() - begin
const loadBytes = process.memoryUsage.rss() - before

// V8 compiles what is used often.
for (const text of Object.values(TEXTS)) await countTokens({ model, text: text.slice(0, 200_000) })
const cpuMs = {}
for (const [name, text] of Object.entries(TEXTS)) {
  const start = process.cpuUsage()
  await countTokens({ model, text })
  const { user, system } = process.cpuUsage(start)
  cpuMs[name] = (user + system) / 1000
}

const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
await countTokens({ model, text: TEXTS.ordinary })
delay.disable()

process.send({ loadMs, loadBytes, cpuMs, blockMs: delay.max / 1e6 })
process.disconnect()

/** Random numbers that are the same each time. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
