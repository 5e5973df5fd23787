import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSseReader } from '../../src/transport/sse.js'
import { runs } from '../support/runs.js'

type Event = [data: string, event: string | undefined]

function read(pieces: Uint8Array[]): Event[] {
  const events: Event[] = []
  const reader = createSseReader((data, event) => events.push([data, event]))
  for (const piece of pieces) reader.feed(piece)
  reader.end()
  return events
}

const readText = (text: string) => read([new TextEncoder().encode(text)])

describe('server-sent events', () => {
  test.each([
    ['ends in LF', 'data: a\n\ndata: b\n\n'],
    ['ends in CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['ends in CR', 'data: a\r\rdata: b\r\r'],
    ['mixes line ends', 'data: a\r\n\ndata: b\r\r\n'],
    ['begins with a byte-order mark', '\uFEFFdata: a\n\ndata: b\n\n'],
    ['lacks the last blank line', 'data: a\n\ndata: b'],
    ['lacks the space after the colon', 'data:a\n\ndata:b\n\n'],
    ['holds comments and unknown fields', ': keep-alive\n\nfoo: bar\ndata: a\n: x\n\nretry: x\n\ndata: b\n\n'],
    ['begins with blank lines', '\n\n\ndata: a\n\n\n\ndata: b\n\n'],
  ])('a stream that %s', (_, text) => {
    expect(readText(text)).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
  })

  test('several data lines are one event', () => {
    expect(readText('event: x\ndata: a\ndata\ndata: b\n\n')).toEqual([['a\n\nb', 'x']])
  })

  test('the same bytes, split anywhere, give the same events', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
      fc.constantFrom(
        '',
        ': comment',
        'event: done',
        'data',
        'data:',
        'id: 7',
        'retry: 10',
        'data: 世界 — "é"',
        'nonsense',
      ),
    )
    const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 30 })
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 400 }), { maxLength: 40 }), (lines, cuts) => {
        // A lone CR before an LF would be one line end in one piece: the last character decides what was meant.
        const bytes = new TextEncoder().encode(lines.map(([text, end]) => text + end).join(''))
        const points = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b)
        const pieces = [0, ...points].map((from, at) => bytes.subarray(from, points[at] ?? bytes.length))
        expect(read(pieces)).toEqual(read([bytes]))
        expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(read([bytes]))
      }),
      { numRuns: runs(300) },
    )
  })
})
