// A local server that speaks both wire protocols from canned bytes over bare sockets, so that it costs less than any
// client. The path says how to stream: /<tokens>/<ms between events>/v1/…; 0 ms is the whole stream in one write.
import { createServer } from 'node:net'
import { WIRES } from './payloads.mjs'

const HEAD_END = Buffer.from('\r\n\r\n')

const head = (headers, more) => `HTTP/1.1 200 OK\r\n${headers.replaceAll('\n', '\r\n')}\r\n${more}\r\n\r\n`

const httpChunk = (data) => `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`

function toRoute(path) {
  const match = /^\/(\d+)\/(\d+)(?=\/)/.exec(path)
  const wire = Object.entries(WIRES).find(([end]) => path.endsWith(end))?.[1]
  if (!match || !wire) throw new Error(`No such path: ${path}`)
  const body = JSON.stringify(wire.whole)
  const length = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`
  const frames = wire.events(Number(match[1])).map(httpChunk)
  frames[0] =
    head(wire.headers, 'content-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked') + frames[0]
  frames[frames.length - 1] += '0\r\n\r\n'
  return {
    whole: Buffer.from(head(wire.headers, length) + body),
    burst: Buffer.from(frames.join('')),
    frames: frames.map((frame) => Buffer.from(frame)),
    pauseMs: Number(match[2]),
  }
}

const routes = new Map()

function respond(socket, path, body) {
  let route = routes.get(path)
  if (route === undefined) {
    route = toRoute(path)
    routes.set(path, route)
  }
  if (!body.includes('"stream":true')) socket.write(route.whole)
  else if (route.pauseMs === 0) socket.write(route.burst)
  else pace(socket, route)
}

function pace(socket, { frames, pauseMs }) {
  let next = 0
  const timer = setInterval(() => {
    if (!socket.destroyed) socket.write(frames[next++])
    if (socket.destroyed || next === frames.length) clearInterval(timer)
  }, pauseMs)
}

/** The first request in `bytes` and what is behind it; undefined while it is not complete. */
function takeRequest(bytes) {
  const at = bytes.indexOf(HEAD_END)
  if (at < 0) return undefined
  const head = bytes.latin1Slice(0, at)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error('A request without content-length.')
  const end = at + HEAD_END.length + Number(length)
  if (bytes.length < end) return undefined
  return { path: head.split(' ', 2)[1], body: bytes.subarray(at + HEAD_END.length, end), rest: bytes.subarray(end) }
}

const server = createServer({ noDelay: true }, (socket) => {
  let pending = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
    for (let request = takeRequest(pending); request; request = takeRequest(pending)) {
      pending = request.rest
      respond(socket, request.path, request.body)
    }
  })
})

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
