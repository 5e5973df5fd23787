import { expect, test } from 'vitest'
import { targetOf } from '../../src/transport/target.js'

test.each([
  ['https://a.test', '/v1/messages', 'https://a.test', '/v1/messages'],
  ['https://a.test/v1/', '/v1/messages', 'https://a.test', '/v1/messages'],
  ['https://a.test/proxy/v1', '/v1/messages', 'https://a.test', '/proxy/v1/messages'],
  ['https://a.test/v1', '/chat/completions', 'https://a.test', '/v1/chat/completions'],
  ['https://a.test/openai?api-version=1', '/x?y=2', 'https://a.test', '/openai/x?api-version=1&y=2'],
])('%s and %s', (baseURL, path, origin, joined) => {
  expect(targetOf({ baseURL, path })).toEqual({ origin, path: joined })
})

test('query values are escaped', () => {
  expect(targetOf({ baseURL: 'https://a.test', path: '/x', query: { 'a b': 'c&d', none: undefined } }).path).toBe(
    '/x?a%20b=c%26d',
  )
})
