import { describe, expect, test } from 'vitest'
import { imageSizeOf } from '../../src/tokens/image-size.js'
import { byArea, geminiTiles, patches, tiles } from '../../src/tokens/media-rules.js'

const dataURL = (bytes: readonly number[], type = 'image/png') =>
  `data:${type};base64,${Buffer.from([...bytes, ...Array(32).fill(0)]).toString('base64')}`

const ascii = (text: string) => [...Buffer.from(text, 'latin1')]
const JPEG_FRAME = [0xff, 0xc2, 0, 17, 8, 2, 88, 3, 32]

describe('the size of an image', () => {
  test.each([
    ['a PNG', [...ascii('\x89PNG\r\n\x1a\n'), 0, 0, 0, 13, ...ascii('IHDR'), 0, 0, 3, 32, 0, 0, 2, 88]],
    ['a GIF', [...ascii('GIF89a'), 32, 3, 88, 2]],
    ['a JPEG behind a preview', [0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, ...JPEG_FRAME]],
    ['a JPEG with fill bytes', [0xff, 0xd8, 0xff, 0xff, ...JPEG_FRAME]],
    ['a WebP of the extended form', [...ascii('RIFF0000WEBPVP8X0000'), 0, 0, 0, 0, 31, 3, 0, 87, 2, 0]],
    ['a lossy WebP', [...ascii('RIFF0000WEBPVP8 0000'), 0, 0, 0, 0x9d, 1, 0x2a, 32, 3, 88, 2]],
    ['a lossless WebP', [...ascii('RIFF0000WEBPVP8L0000'), 0x2f, 0x1f, 0xc3, 0x95, 0]],
  ])('is read from %s', (_, bytes) => {
    expect(imageSizeOf(dataURL(bytes))).toEqual({ width: 800, height: 600 })
  })

  test.each([
    ['a remote URL', 'https://example.com/a.png'],
    ['a data URL without base64', 'data:image/svg+xml,<svg/>'],
    ['an unknown format', dataURL(ascii('BM'))],
    ['a cut PNG', `data:image/png;base64,${Buffer.from('\x89PNG', 'latin1').toString('base64')}`],
    ['a JPEG without a frame', dataURL([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff])],
    ['nothing', ''],
  ])('is not known of %s', (_, url) => {
    expect(imageSizeOf(url)).toBeUndefined()
  })
})

describe('what an image costs', () => {
  // https://platform.openai.com/docs/guides/images-vision has these examples.
  test.each([
    [1024, 1024, 'high', 765],
    [2048, 4096, 'high', 1105],
    [4096, 8192, 'low', 85],
    [128, 128, 'high', 255],
  ] as const)('gpt-4o: %i × %i in %s detail', (width, height, detail, tokens) => {
    expect(tiles(85, 170)({ width, height }, detail)).toBe(tokens)
  })

  test.each([
    [1024, 1024, 1024],
    [1800, 2400, 1452],
    [4000, 4000, 1521],
  ])('in patches: %i × %i', (width, height, count) => {
    expect(patches(1)({ width, height }, 'high')).toBe(count + 1)
  })

  test('at Anthropic: by area, up to a bound', () => {
    expect(byArea({ width: 1000, height: 1000 }, 'high')).toBe(1334)
    expect(byArea({ width: 8000, height: 8000 }, 'high')).toBe(1600)
  })

  test('at Gemini: by tiles', () => {
    expect(geminiTiles({ width: 384, height: 384 }, 'high')).toBe(258)
    expect(geminiTiles({ width: 1000, height: 700 }, 'high')).toBe(516)
  })
})
