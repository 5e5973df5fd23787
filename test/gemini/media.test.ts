import { describe, expect, it } from 'vitest'
import { gemini } from '../../providers/gemini/index.js'
import { BadRequestError, type ContentPart } from '../../src/provider.js'
import { MODEL, NEWER, sent } from './call.js'

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

  it('keeps which part of a video is meant (gemini-generateContent-7ce9b24758)', () => {
    const file = { file_id: 'https://youtu.be/lCdaVNyHtjU', video_metadata: { fps: 0.2 } }
    const fileData = { fileUri: 'https://youtu.be/lCdaVNyHtjU', mimeType: 'video/mp4' }
    expect(part({ type: 'file', file })).toEqual({ fileData, videoMetadata: { fps: 0.2 } })
    const video_metadata = { start_offset: '10s', end_offset: 62.5 }
    const video = { type: 'video_url', video_url: { url: 'gs://bucket/a.mp4', video_metadata } }
    expect(part(video, 'vertex')).toEqual({
      fileData: { fileUri: 'gs://bucket/a.mp4', mimeType: 'video/mp4' },
      videoMetadata: { startOffset: '10s', endOffset: '62.5s' },
    })
  })

  it('says how closely to look, to models that can be told for each part', () => {
    const content = [
      { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,aGk=', detail: 'low' as const } },
    ]
    const partOf = (model: string) =>
      sent({ messages: [{ role: 'user', content }] }, { model }).body.contents[0]?.parts[0]
    const inlineData = { mimeType: 'image/png', data: 'aGk=' }
    expect(partOf(NEWER)).toEqual({ inlineData, mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' } })
    expect(partOf(MODEL)).toEqual({ inlineData })
  })

  it('stands bare in the response of a function', () => {
    const call = { id: 'c1', type: 'function' as const, function: { name: 'see', arguments: '{}' } }
    const image = {
      type: 'image_url' as const,
      image_url: { url: 'data:image/png;base64,aGk=', detail: 'high' as const },
    }
    const { contents } = sent(
      {
        messages: [
          { role: 'user', content: 'Look' },
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'c1', content: [image] },
        ],
      },
      { model: NEWER },
    ).body
    expect(contents[2]?.parts[0]).toMatchObject({
      functionResponse: { parts: [{ inlineData: { mimeType: 'image/png', data: 'aGk=' } }] },
    })
    expect(JSON.stringify(contents[2])).not.toContain('mediaResolution')
  })

  it('has other URLs downloaded for the Gemini API, and refers to them on Vertex', () => {
    const url = 'https://example.com/cat'
    expect(gemini.needsDownload?.(url, 'gemini-2.5-flash')).toBe(true)
    expect(gemini.needsDownload?.('https://www.youtube.com/watch?v=1', 'gemini-2.5-flash')).toBe(false)
    const image = { type: 'image_url', image_url: { url } }
    expect(() => part(image)).toThrow(/messages\[0\]\.content\[0\]\.image_url\.url: .*data URL/)
    expect(part(image, 'vertex')).toEqual({ fileData: { fileUri: url, mimeType: 'image/jpeg' } })
  })

  it('is refused where Vertex cannot fetch it either', () => {
    const image = { type: 'image_url', image_url: { url: 's3://bucket/a.png' } }
    expect(() => part(image, 'vertex')).toThrow('image_url.url: Vertex fetches http(s):// and gs:// URLs only.')
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
    [
      { type: 'image_url', image_url: { url: 'cat.png' } },
      /image_url\.url: expected a data URL, base64 of a known type/,
    ],
    [
      { type: 'image_url', image_url: { url: 'aGVsbG8=' } },
      /image_url\.url: expected a data URL, base64 of a known type/,
    ],
    [{ type: 'file', file: { file_data: 'Dear Sir, the report.' } }, /file\.file_data: expected a data URL/],
    [{ type: 'input_audio', input_audio: { data: './a.wav', format: 'wav' } }, /input_audio\.data: expected/],
    [
      { type: 'file', file: { file_id: 'gs://b/v.mp4', video_metadata: { fps: 0 } } },
      /video_metadata\.fps: expected a/,
    ],
    [
      { type: 'video_url', video_url: { url: 'gs://b/v.mp4', video_metadata: { start_offset: '1:20' } } },
      /video_url\.video_metadata\.start_offset: expected seconds/,
    ],
    [{ type: 'refusal', refusal: 'no' }, /does not take a part of type "refusal"/],
  ])('names a part that it cannot send', (content, message) => {
    expect(() => part(content)).toThrow(message)
  })
})
