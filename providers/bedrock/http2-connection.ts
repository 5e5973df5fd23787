import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'

/** Opens the sockets of HTTP/2 sessions: the SDK's own handler would wait for a silent host for minutes. */
export function createConnection(timeoutMs: number): (authority: URL) => Duplex {
  return (authority) => {
    const secure = authority.protocol === 'https:'
    const host = authority.hostname.replace(/^\[|\]$/g, '')
    const port = Number(authority.port || (secure ? 443 : 80))
    const socket = secure
      ? tls.connect({ host, port, ALPNProtocols: ['h2'], ...(net.isIP(host) === 0 && { servername: host }) })
      : net.connect({ host, port })
    const timer = setTimeout(
      () => {
        const error = new Error(`no connection to ${authority.host} within ${timeoutMs} ms`)
        socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }))
      },
      Math.min(timeoutMs, 2 ** 31 - 1),
    )
    const opened = () => clearTimeout(timer)
    socket.once(secure ? 'secureConnect' : 'connect', opened)
    socket.once('close', opened)
    return socket
  }
}
