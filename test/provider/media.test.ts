import { describe, expect, it } from 'vitest'
import { BadRequestError, parseDataUrl } from '../../src/provider.js'

describe('a data URL', () => {
  it('of text is decoded', () => {
    const data = Buffer.from('Zürich 100%').toString('base64')
    expect(parseDataUrl('data:text/plain;charset=utf-8,Z%C3%BCrich%20100%25')).toEqual({
      mediaType: 'text/plain',
      data,
    })
  })

  it.each(['data:text/plain,100% sure', 'data:,%', 'data:text/plain,%FF'])(
    'with escapes that cannot be decoded is a bad request: %s',
    (url) => {
      expect(() => parseDataUrl(url)).toThrow(BadRequestError)
    },
  )
})
