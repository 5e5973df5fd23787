import type { Part } from '@google/genai'
import { BadRequestError, type ContentPart, isRecord } from '../../src/provider.js'
import { type MediaOptions, toMediaOptions } from './media-options.js'
import { type Api, audioType, formatOf, type Media, mediaTypeOf, toMedia } from './media-parts.js'
import type { ModelFacts } from './models.js'

/** A part of a user turn: text, or media and how it is to be looked at. */
export type InputPart = Pick<Part, 'text'> | MediaPart
export type MediaPart = Media & MediaOptions

export interface PartsContext {
  api: Api
  facts: ModelFacts
}

/** The parts of a user message or tool result; `path` names it in errors. Empty text is left out: it is refused. */
export function toParts(
  content: string | readonly ContentPart[] | null | undefined,
  context: PartsContext,
  path: string,
): InputPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }]
  return (content ?? []).flatMap((part, at) => {
    const converted = toPart(part, context, `${path}[${at}]`)
    return converted ? [converted] : []
  })
}

export function isMedia(part: InputPart): part is MediaPart {
  return !('text' in part)
}

function toPart(part: ContentPart, { api, facts }: PartsContext, path: string): InputPart | undefined {
  const withOptions = (media: Media, medium: unknown, where: string): MediaPart =>
    Object.assign(media, toMediaOptions(medium, facts.partResolution, where))
  switch (part.type) {
    case 'text':
      return part.text === '' ? undefined : { text: part.text }
    case 'image_url': {
      const { image_url: image } = part
      const where = `${path}.image_url`
      return withOptions(toMedia(image.url, { api, path: `${where}.url`, stated: formatOf(image) }), image, where)
    }
    case 'input_audio': {
      const { data, format } = part.input_audio
      return toMedia(data, { api, path: `${path}.input_audio.data`, stated: audioType(format) })
    }
    case 'file':
      return withOptions(toFile(part.file, api, `${path}.file`), part.file, `${path}.file`)
    default: {
      const { url, video } = videoOf(part, path)
      const where = `${path}.video_url`
      return withOptions(toMedia(url, { api, path: `${where}.url`, stated: formatOf(video) }), video, where)
    }
  }
}

/** `video_url`, which OpenAI does not have and others share: an object, or the URL alone. */
function videoOf(part: unknown, path: string): { url: string; video: unknown } {
  const video = isRecord(part) && part['type'] === 'video_url' ? part['video_url'] : undefined
  const url = isRecord(video) ? video['url'] : video
  if (typeof url === 'string') return { url, video }
  const type = isRecord(part) ? JSON.stringify(part['type']) : 'without a type'
  throw new BadRequestError(`${path}: Gemini does not take a part of type ${type}.`, { param: path })
}

type File = Extract<ContentPart, { type: 'file' }>['file']

function toFile(file: File, api: Api, path: string): Media {
  const { file_id: id, file_data: data, filename } = file
  const stated = formatOf(file) ?? mediaTypeOf(filename)
  if (id) {
    // The name that the Files API gives: files/abc-123.
    if (!/^(?:files\/|data:|[a-z][a-z0-9+.-]*:\/\/)/i.test(id))
      throw new BadRequestError(
        `${path}.file_id: give the name of a file of the Files API (files/…), a gs:// or http(s) URL, or the content as file_data.`,
        { param: `${path}.file_id` },
      )
    const url = /^files\//.test(id) ? `https://generativelanguage.googleapis.com/v1beta/${id}` : id
    return toMedia(url, { api, path: `${path}.file_id`, stated })
  }
  if (data) return toMedia(data, { api, path: `${path}.file_data`, stated, assumed: 'application/pdf' })
  throw new BadRequestError(`${path}: give file_data or file_id.`, { param: path })
}
