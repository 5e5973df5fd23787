// HTTP/2 without TLS, as the AWS SDK speaks it: connections are handed over by the server of HTTP/1.1.
import { createServer } from 'node:http2'
import { toAnswer } from './payloads.mjs'

/** How a client of HTTP/2 begins. */
export const PREFACE = 'PRI * HTTP/2.0'

export const http2Server = createServer()

http2Server.on('stream', (stream, { ':path': path }) => {
  stream.on('error', () => {})
  stream.on('end', () => respond(stream, path))
  stream.resume()
})

const routes = new Map()

function respond(stream, path) {
  let route = routes.get(path)
  if (route === undefined) {
    route = toRoute(path)
    routes.set(path, route)
  }
  stream.respond(route.headers)
  if (route.pauseMs === 0) stream.end(route.body)
  else pace(stream, route)
}

function toRoute(path) {
  const { headers, streamed, streamType, whole, events, pauseMs } = toAnswer(path)
  const pairs = headers.split('\n').map((line) => line.split(': ', 2))
  return {
    headers: { ...Object.fromEntries(pairs), 'content-type': streamed ? streamType : 'application/json' },
    body: streamed ? Buffer.concat(events) : whole,
    events,
    pauseMs: streamed ? pauseMs : 0,
  }
}

function pace(stream, { events, pauseMs }) {
  let next = 0
  const timer = setInterval(() => {
    if (stream.destroyed) return clearInterval(timer)
    const event = events[next++]
    if (next < events.length) return stream.write(event)
    clearInterval(timer)
    stream.end(event)
  }, pauseMs)
}
