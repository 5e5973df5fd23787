import { describe, expect, test } from 'vitest'
import { redactText } from '../../src/call/redact.js'

describe('a text for an error', () => {
  test.each([
    'sk-proj-abcdefghijklmnop1234',
    'sk-ant-api03-aaaaaaaaaaaaaaaaaaaaa_bbbbbbbbbbbbb-cccccccAA',
    'gsk_abcdefghijklmnopqrstuvwxyz',
    'xai-abcdefghijklmnopqrstuvwxyz',
    'AIzaSyA-abcdefghijklmnopqrstuvwxyz01234',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abc_def',
  ])('loses %s, which looks like a key', (key) => {
    expect(redactText(`wrong key "${key}", sorry`, [])).toBe('wrong key "[redacted]", sorry')
  })

  test('loses what follows Bearer', () => {
    expect(redactText('Bearer abc.def-123=', [])).toBe('Bearer [redacted]')
  })

  test.each(['key-management-documentation', 'a sky-high-performance-architecture', 'task-based-reasoning-model-name'])(
    'keeps %s',
    (words) => {
      expect(redactText(words, [])).toBe(words)
    },
  )

  test('loses a known key in each form that it takes', () => {
    const key = 'a"b\\c d/e+f'
    for (const shown of [key, encodeURIComponent(key), JSON.stringify(key)])
      expect(redactText(`<${shown}>`, [key])).not.toMatch(/b\\?c|c d|c%20d/)
  })

  test('loses a short key where it stands alone, and leaves words whole', () => {
    expect(redactText('key abc is wrong; abcdef is a word', ['abc'])).toBe('key [redacted] is wrong; abcdef is a word')
  })

  test.each(['eyJaaaaaaaaaaaa-', 'sk-', 'Bearer ', 'AIza', 'eyJ.', 'sk_-'])(
    'of a megabyte of %j is read in one go',
    (part) => {
      // A pattern that backtracks would take minutes here: the test's own time limit is the check.
      expect(redactText(part.repeat(1_000_000 / part.length), []).length).toBeGreaterThan(0)
    },
  )
})
