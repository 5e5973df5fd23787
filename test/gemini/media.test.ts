import { describe, expect, it } from 'vitest'
import { gemini } from '../../providers/gemini/index.js'
import { BadRequestError, type ContentPart } from '../../src/provider.js'
import { sent } from './call.js'

const PDF = Buffer.from('%PDF-1.4').toString('base64')

function part(content: unknown, api: 'gemini' | 'vertex' = 'gemini') {
  return sent({ messages: [{ role: 'user', content: [content as ContentPart] }] }, { api }).body.contents[0]?.parts[0]
}

describe('media in', () => {
  it.each([
    ['an image', { type: 'image_url', image_url: { url: 'data:image/webp;base64,aGk=' } }, 'image/webp'],
    ['wav', { type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } }, 'audio/wav'],
    ['mp3', { type: 'input_audio', input_audio: { data: 'aGk=', format: 'mp3' } }, 'audio/mpeg'],
    ['a PDF without a name', { type: 'file', file: { file_data: PDF } }, 'application/pdf'],
    ['a file by its name', { type: 'file', file: { file_data: 'aGk=', filename: 'a.csv' } }, 'text/csv'],
    ['a video', { type: 'video_url', video_url: { url: 'data:video/mp4;base64,aGk=' } }, 'video/mp4'],
    [
      'bytes whose type only the name tells',
      { type: 'file', file: { file_data: 'data:application/octet-stream;base64,aGk=', filename: 'a.mov' } },
      'video/quicktime',
    ],
  ])('takes %s inline', (_, content, mimeType) => {
    expect(part(content)).toMatchObject({ inlineData: { mimeType } })
  })

  it.each([
    ['gs://bucket/cat.png', { fileUri: 'gs://bucket/cat.png', mimeType: 'image/png' }],
    ['files/abc-1', { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc-1' }],
    ['https://youtu.be/x', { fileUri: 'https://youtu.be/x', mimeType: 'video/mp4' }],
  ])('refers to %s (quirks.md 118)', (id, fileData) => {
    expect(part({ type: 'file', file: { file_id: id } })).toEqual({ fileData })
  })

  it('has other URLs downloaded for the Gemini API, and refers to them on Vertex', () => {
    const url = 'https://example.com/cat'
    expect(gemini.needsDownload?.(url, 'gemini-2.5-flash')).toBe(true)
    expect(gemini.needsDownload?.('https://www.youtube.com/watch?v=1', 'gemini-2.5-flash')).toBe(false)
    const image = { type: 'image_url', image_url: { url } }
    expect(() => part(image)).toThrow(/messages\[0\]\.content\[0\]\.image_url\.url: .*data URL/)
    expect(part(image, 'vertex')).toEqual({ fileData: { fileUri: url, mimeType: 'image/jpeg' } })
  })

  it('of an earlier reply that cannot be read are a bad request', () => {
    const image_url = { url: 'data:image/svg+xml,<svg width="100%"/>' }
    const reply = { role: 'assistant' as const, content: 'Here.', images: [{ type: 'image_url', image_url }] }
    expect(() => sent({ messages: [{ role: 'user', content: 'Draw.' }, reply] })).toThrow(BadRequestError)
  })

  it.each([
    [{ type: 'image_url', image_url: { url: 'data:image/png' } }, /has no data/],
    [{ type: 'file', file: { file_id: 'file-abc123' } }, /\.file\.file_id: give the name of a file of the Files API/],
    [{ type: 'file', file: { file_data: 'data:text/plain,100% sure' } }, /cannot be decoded/],
    [{ type: 'refusal', refusal: 'no' }, /does not take a part of type "refusal"/],
  ])('names a part that it cannot send', (content, message) => {
    expect(() => part(content)).toThrow(message)
  })
})
