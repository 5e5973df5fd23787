// What a look-up in a semantic cache takes: node --expose-gc semantic.mjs <file URL of the package> <partitions>
import { createHash } from 'node:crypto'

const { memorySemanticCache } = await import(process.argv[2])
const PARTITIONS = Number(process.argv[3])
const ENTRIES = 100_000
const DIMENSIONS = 384
const SEARCHES = 500
const WARM_UP = 50

const random = mulberry32(7)
const given = new Map()
const embed = async (texts) => texts.map((text) => given.get(text))
const vector = () => Float32Array.from({ length: DIMENSIONS }, gaussian)
const near = (centre) => centre.map((component) => component + 0.3 * gaussian())

const cache = memorySemanticCache({ embed, threshold: 0.8, max: ENTRIES, maxSize: 2 ** 40, rememberVectors: 1 })
const entry = { v: 1, kind: 'chat', createdAt: Date.now(), body: '{}', provider: 'p', model: 'm' }
// Every 200th is asked for again; the others are let go, so that only the cache's own bytes are counted.
const asked = []
const keys = Array.from({ length: ENTRIES }, (_, at) => createHash('sha256').update(String(at)).digest('hex'))
const before = bytes()
for (let at = 0; at < ENTRIES; at++) {
  const text = `question ${at}`
  const made = vector()
  given.set(text, made)
  await cache.set(keys[at], entry, { partition: String(at % PARTITIONS), text })
  given.delete(text)
  if (at % (ENTRIES / SEARCHES) === 0) asked.push({ at, vector: near(made) })
}
const perEntry = (bytes() - before) / ENTRIES

const times = []
let found = 0
let cpu = 0
for (const [place, { at, vector: query }] of [...asked.slice(0, WARM_UP), ...asked].entries()) {
  const text = `question ${at}, please${place < WARM_UP ? ' now' : ''}`
  given.set(text, query)
  const used = process.cpuUsage()
  const start = performance.now()
  const match = await cache.search({ partition: String(at % PARTITIONS), text })
  const took = performance.now() - start
  if (place < WARM_UP) continue
  times.push(took)
  const { user, system } = process.cpuUsage(used)
  cpu += (user + system) / 1000
  if (match?.key === keys[at]) found++
}
times.sort((left, right) => left - right)
process.send({
  p50: times[Math.floor(times.length * 0.5)],
  p99: times[Math.floor(times.length * 0.99)],
  cpu: cpu / times.length,
  found: found / times.length,
  perEntry,
})
process.disconnect()

function bytes() {
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function gaussian() {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

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
