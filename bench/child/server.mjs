// A local server that speaks the wire protocols from canned bytes: HTTP/1.1 over bare sockets, so that it costs less
// than any client, and HTTP/2 on the same port.
import { createServer } from 'node:net'
import { http2Server, PREFACE } from './http2-server.mjs'
import { toAnswer } from './payloads.mjs'

const HEAD_END = Buffer.from('\r\n\r\n')

const LAST_CHUNK = Buffer.from('0\r\n\r\n')

const head = (headers, more) => Buffer.from(`HTTP/1.1 200 OK\r\n${headers.replaceAll('\n', '\r\n')}\r\n${more}\r\n\r\n`)

const httpChunk = (data) => Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')])

function toRoute(path) {
  const { headers, streamed, streamType, whole, events, pauseMs } = toAnswer(path)
  const length = `content-type: application/json\r\ncontent-length: ${whole.length}`
  const frames = events.map(httpChunk)
  frames[0] = Buffer.concat([head(headers, `content-type: ${streamType}\r\ntransfer-encoding: chunked`), frames[0]])
  frames.push(Buffer.concat([frames.pop(), LAST_CHUNK]))
  return {
    streamed,
    whole: Buffer.concat([head(headers, length), whole]),
    burst: Buffer.concat(frames),
    frames,
    pauseMs,
  }
}

const routes = new Map()

function respond(socket, path, body) {
  let route = routes.get(path)
  if (route === undefined) {
    route = toRoute(path)
    routes.set(path, route)
  }
  if (!(route.streamed ?? body.includes('"stream":true'))) socket.write(route.whole)
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
  socket.on('error', () => {})
  socket.once('data', (first) => {
    if (first.latin1Slice(0, PREFACE.length) === PREFACE) {
      socket.pause()
      socket.unshift(first)
      http2Server.emit('connection', socket)
    } else serve(socket, first)
  })
})

function serve(socket, first) {
  let pending = Buffer.alloc(0)
  const receive = (bytes) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
    for (let request = takeRequest(pending); request; request = takeRequest(pending)) {
      pending = request.rest
      respond(socket, request.path, request.body)
    }
  }
  socket.on('data', receive)
  receive(first)
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
