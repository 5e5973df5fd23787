import fc from 'fast-check'
import * as cl100k from 'gpt-tokenizer/encoding/cl100k_base'
import * as o200k from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, test } from 'vitest'
import { countTexts } from '../../src/tokens/count-texts.js'
import { tokenizerOf } from '../../src/tokens/encodings.js'

const ORDINARY = { disallowedSpecial: new Set<string>() }
const tokenizers = { o200k: await tokenizerOf('o200k'), cl100k: await tokenizerOf('cl100k') }
const references = { o200k, cl100k }

const NAMED: ReadonlyArray<readonly [string, string]> = [
  ['nothing', ''],
  ['prose', "It's the quick brown fox; they'll jump — 12,345 times — over the lazy dog’s tail.\n\n\tEnd.  "],
  ['code', "const x = { a: [1, 2, 3] } // comment\r\n    return x?.a ?? 't'\n}\n"],
  ['Chinese', '今天天气很好，我们去公园散步吧。'.repeat(3)],
  ['Thai', 'สวัสดีชาวโลกยินดีที่ได้รู้จัก'],
  ['Arabic', 'مرحبا بالعالم كيف حالك اليوم'],
  ['emoji', '👨‍👩‍👧‍👦 🇩🇪 😀😀 e\u0301'],
  ['special tokens', '<|endoftext|><|im_start|>user<|im_sep|>x<|im_end|><|endofprompt|>'],
  ['one letter', 'a'.repeat(700)],
  ['white space', `${' '.repeat(300)}\n\n${'\t'.repeat(40)}\n x`],
  ['white space at the end', 'end \n\n \n '],
  ['base64', Buffer.from('modelrelay'.repeat(40)).toString('base64')],
  ['digits', '1234567890'.repeat(20)],
  ['capitals', 'ABCdefGHI JKLMNOP'],
  ['control characters', '\0\u0001\u007f'],
]

describe.each(['o200k', 'cl100k'] as const)('the %s tokenizer', (encoding) => {
  const count = (text: string) => tokenizers[encoding].count(text)
  const reference = (text: string) => references[encoding].countTokens(text, ORDINARY)

  test.each(NAMED)('counts %s as gpt-tokenizer does', (_, text) => {
    expect(count(text)).toBe(reference(text))
  })

  test('counts any text as gpt-tokenizer does', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc
        .array(fc.constantFrom('word', ' ', '\n', "'s", '1', '.', 'É', '中', '😀', '/', '\r\n', 'x', 'The'), {
          maxLength: 60,
        })
        .map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (each) => {
        expect(count(each)).toBe(reference(each))
      }),
      { numRuns: 300 },
    )
  })

  test('counts a long text as its parts: it is cut only between words', () => {
    const sentence = 'The relay counts, and 42 words are "cut" between.\nNext line: x = y; 今天. '
    const text = sentence.repeat(1000)
    expect(count(text)).toBe(reference(text))
  })

  test('is off by less than a thousandth where a text has nowhere to be cut', () => {
    const text = 'a'.repeat(100_000)
    expect(Math.abs(count(text) - text.length / 8)).toBeLessThan(text.length / 8 / 1000)
  })

  test('takes a surrogate without its other half for U+FFFD, also where a window ends', () => {
    expect(count('\ud83d')).toBe(count('\ufffd'))
    expect(count('x\ude00y')).toBe(count('x\ufffdy'))
    expect(count('😀'.repeat(20_000))).toBeGreaterThan(0)
  })
})

describe('counting texts', () => {
  test('gives the sum of what each holds', async () => {
    const texts = ['one', '', 'two words', '<|endoftext|>']
    const sum = texts.reduce((total, text) => total + tokenizers.o200k.count(text), 0)
    expect(await countTexts(tokenizers.o200k, texts)).toBe(sum)
  })

  test('lets others have their turn while it counts a megabyte', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    await countTexts(tokenizers.o200k, ['ordinary words and 123 numbers. '.repeat(60_000)])
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })
})
