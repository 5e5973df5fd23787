import { expect, test } from 'vitest'
import { proxiesOf } from '../../src/transport/proxies.js'

test.each([
  [{}, undefined],
  [{ HTTPS_PROXY: '' }, undefined],
  [{ HTTPS_PROXY: '127.0.0.1:3128' }, { httpsProxy: 'http://127.0.0.1:3128' }],
  [
    { http_proxy: 'proxy.corp:8080', NO_PROXY: 'a,b' },
    { httpProxy: 'http://proxy.corp:8080', noProxy: 'a,b' },
  ],
  [{ https_proxy: 'https://one', HTTPS_PROXY: 'https://two' }, { httpsProxy: 'https://one' }],
])('%j', (env, expected) => {
  expect(proxiesOf(env)).toEqual(expected)
})

test.each(['socks5://x:1', 'http://', '::::'])('%s is refused without being shown', (value) => {
  expect(() => proxiesOf({ HTTPS_PROXY: value })).toThrow(
    'The environment variable HTTPS_PROXY is not the URL of an HTTP proxy.',
  )
})
