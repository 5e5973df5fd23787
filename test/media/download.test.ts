import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type DownloadOptions, download } from '../../src/media/download.js'
import { json, type LocalServer, localServer } from '../support/local-server.js'

// On one machine every address is private: 127.0.0.1 plays the public internet, all others stay what they are.
vi.mock('../../src/media/private-address.js', async (load) => {
  const { isPrivateAddress } = await load<typeof import('../../src/media/private-address.js')>()
  return { isPrivateAddress: (address: string) => address !== '127.0.0.1' && isPrivateAddress(address) }
})

const NAMES: Record<string, string[]> = {
  'outside.test': ['127.0.0.1'],
  'inside.test': ['10.0.0.1'],
  'both.test': ['127.0.0.1', '10.0.0.1'],
}
vi.mock('node:dns', async (load) => {
  const dns = await load<typeof import('node:dns')>()
  type Found = (error: Error | null, addresses: Array<{ address: string; family: number }>) => void
  const lookup = (name: string, options: object, found: Found) => {
    const addresses = NAMES[name]
    if (addresses)
      found(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      )
    else dns.lookup(name, { ...options, all: true }, found)
  }
  return { ...dns, lookup }
})

let server: LocalServer
let answer: RequestListener
beforeEach(async () => {
  answer = (_incoming, response) => void response.writeHead(200, { 'content-type': 'Image/PNG; x=y' }).end('bytes')
  server = await localServer((incoming, response) => answer(incoming, response))
})
afterEach(() => server.close())

const get = (url: string, more: Partial<DownloadOptions> = {}) =>
  download(url, {
    maxBytes: 1000,
    timeout: 5000,
    allowPrivateHosts: false,
    signal: new AbortController().signal,
    ...more,
  })

describe('a download', () => {
  test('gives bytes and type, and sends nothing of ours', async () => {
    let headers: unknown
    answer = (incoming, response) => {
      headers = incoming.headers
      response.writeHead(200, { 'content-type': 'Image/PNG; x=y' }).end('bytes')
    }
    expect(await get(`${server.url}/a.png`)).toEqual({ mediaType: 'image/png', bytes: Buffer.from('bytes') })
    expect(Object.keys(headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']))
  })

  test.each([
    'http://127.0.0.2/x',
    'http://10.0.0.1/x',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/x',
    'http://[::ffff:10.0.0.1]/x',
    'http://2130706434/x',
    'http://0x7f.2/x',
  ])('of %s is refused before a connection is made', async (url) => {
    await expect(get(url)).rejects.toMatchObject({
      name: 'BadRequestError',
      code: 'download_refused',
      message: expect.stringContaining('private'),
    })
  })

  test('of a name that resolves to a private address, alone or among others, is refused', async () => {
    const { port } = new URL(server.url)
    await expect(get(`http://inside.test:${port}/`)).rejects.toMatchObject({ code: 'download_refused' })
    await expect(get(`http://both.test:${port}/`)).rejects.toMatchObject({ code: 'download_refused' })
    expect((await get(`http://outside.test:${port}/`)).bytes.toString()).toBe('bytes')
  })

  test('is checked again at a redirect', async () => {
    let asked = 0
    answer = (_incoming, response) => {
      asked++
      response.writeHead(302, { location: server.url.replace('127.0.0.1', '127.0.0.2') }).end()
    }
    await expect(get(server.url)).rejects.toMatchObject({ code: 'download_refused' })
    expect(asked).toBe(1)
  })

  test('follows a redirect to where it may go, and not for ever', async () => {
    answer = (incoming, response) => {
      if (incoming.url === '/loop') response.writeHead(302, { location: '/loop' }).end()
      else if (incoming.url === '/a') response.writeHead(301, { location: '/b' }).end()
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('here')
    }
    expect((await get(`${server.url}/a`)).bytes.toString()).toBe('here')
    await expect(get(`${server.url}/loop`)).rejects.toThrow('redirects too often')
  })

  test('past its bound, past its time, or with an error status is refused', async () => {
    answer = (_incoming, response) => void response.end('x'.repeat(2000))
    await expect(get(server.url)).rejects.toThrow('larger than 1000 bytes')
    answer = () => {}
    await expect(get(server.url, { timeout: 30 })).rejects.toThrow('longer than 30 ms')
    answer = (_incoming, response) => json(response, 404, {})
    await expect(get(server.url)).rejects.toThrow('answered 404')
  })

  test('ends with the call', async () => {
    const controller = new AbortController()
    answer = () => controller.abort(new Error('enough'))
    await expect(get(server.url, { signal: controller.signal })).rejects.toThrow('enough')
  })

  test.each(['ftp://127.0.0.1/x', 'file:///etc/passwd', 'http://user:pass@127.0.0.1/'])(
    'of %s is refused',
    async (url) => {
      await expect(get(url)).rejects.toMatchObject({ code: 'download_refused' })
    },
  )

  test('does not show the query of a URL, which may be signed', async () => {
    const error = await get('http://10.0.0.1/x?signature=secret').catch((caught) => caught)
    expect(error.message).toContain('http://10.0.0.1/x')
    expect(error.message).not.toContain('secret')
  })

  test('from the own network is possible where that is allowed', async () => {
    const { port } = new URL(server.url)
    expect((await get(`http://localhost:${port}/`, { allowPrivateHosts: true })).bytes.toString()).toBe('bytes')
  })
})
