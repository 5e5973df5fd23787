// One contender in one process. The parent asks for one slice of one measurement at a time.
//   node --expose-gc worker.mjs <contender file> <port>
import { setImmediate as nextTurn } from 'node:timers/promises'
import { text, WHOLE_TOKENS } from './words.mjs'

const [file, port] = process.argv.slice(2)
const contender = await import(file)

const IN_FLIGHT = 64
const SHORT_TOKENS = 20
const LONG_TOKENS = 1000
const PACED = { tokens: 100, pauseMs: 5, streams: 32 }

const clients = new Map()

/** A client for streams of this length and pace. It stays for the life of the process, as a user's would. */
function client(tokens, pauseMs = 0) {
  const path = `/${tokens}/${pauseMs}`
  if (!clients.has(path)) clients.set(path, contender.open(`http://127.0.0.1:${port}${path}`))
  return clients.get(path)
}

async function call() {
  check(await client(SHORT_TOKENS).call(), WHOLE_TOKENS)
}

async function stream(tokens, pauseMs) {
  check(await client(tokens, pauseMs).stream(), tokens)
}

const expected = new Map()

function check(answer, tokens) {
  if (!expected.has(tokens)) expected.set(tokens, text(tokens))
  if (answer !== expected.get(tokens)) throw new Error(`${file}: the text of ${tokens} tokens came out different.`)
}

function cpuMicros() {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** CPU µs for each run of `job`, over as many as fit into `ms`. */
async function cpuOf(job, { inFlight, ms }) {
  const begin = cpuMicros()
  const end = performance.now() + ms
  let runs = 0
  const lane = async () => {
    do {
      runs++
      await job()
    } while (performance.now() < end)
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return (cpuMicros() - begin) / runs
}

const measurements = {
  whole: (ms) => cpuOf(call, { inFlight: IN_FLIGHT, ms }),

  /** All events in one write. The difference between a long and a short stream leaves the cost of the call out. */
  async burst(ms) {
    const long = await cpuOf(() => stream(LONG_TOKENS), { inFlight: 1, ms: ms * 0.75 })
    const short = await cpuOf(() => stream(SHORT_TOKENS), { inFlight: 1, ms: ms * 0.25 })
    return (long - short) / (LONG_TOKENS - SHORT_TOKENS)
  },

  /** As in life: one event for each write. `ms` has no say: the streams take as long as they take. */
  async paced() {
    const { tokens, pauseMs, streams } = PACED
    const each = await cpuOf(() => stream(tokens, pauseMs), { inFlight: streams, ms: 0 })
    return each / tokens
  },

  /**
   * Twice, each with new clients: in the first pass V8 still compiles, and its machine code is on the heap; what the
   * second leaves behind was kept by somebody.
   */
  async heap() {
    const cold = await heapOverCalls()
    for (const { close } of clients.values()) await close?.()
    clients.clear()
    return { cold, warm: await heapOverCalls() }
  },
}

/** Bytes in use after the first 2,000 calls and after 20,000, every tenth of them streamed. */
async function heapOverCalls() {
  let calls = 0
  const until = (total) => {
    const lane = async () => {
      while (calls < total) await (++calls % 10 === 0 ? stream(SHORT_TOKENS) : call())
    }
    return Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  }
  await until(2_000)
  const before = await settledHeap()
  await until(20_000)
  return { before, after: await settledHeap() }
}

async function settledHeap() {
  for (let pass = 0; pass < 4; pass++) {
    await nextTurn()
    globalThis.gc()
  }
  return process.memoryUsage().heapUsed
}

process.on('message', async ({ measurement, ms }) => {
  try {
    process.send({ value: await measurements[measurement](ms) })
  } catch (error) {
    process.send({ error: error.stack })
  }
})
process.on('disconnect', () => process.exit(0))
process.send({ ready: true })
