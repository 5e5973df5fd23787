import type { Part, PartMediaResolutionLevel, VideoMetadata } from '@google/genai'
import { BadRequestError, isRecord } from '../../src/provider.js'

/** What a part says beside its medium. */
export type MediaOptions = Pick<Part, 'videoMetadata' | 'mediaResolution'>

const LEVELS: Readonly<Record<string, `${PartMediaResolutionLevel}`>> = {
  low: 'MEDIA_RESOLUTION_LOW',
  medium: 'MEDIA_RESOLUTION_MEDIUM',
  high: 'MEDIA_RESOLUTION_HIGH',
  ultra_high: 'MEDIA_RESOLUTION_ULTRA_HIGH',
}

/**
 * `detail` and `video_metadata` of an image, file or video: LiteLLM's names (BerriAI/litellm pull request 19273).
 * Only models from the third on take a resolution for each part; to others `detail` says nothing.
 * https://ai.google.dev/gemini-api/docs/media-resolution
 */
export function toMediaOptions(medium: unknown, resolutions: boolean, path: string): MediaOptions {
  const options: MediaOptions = {}
  if (!isRecord(medium)) return options
  const { detail, video_metadata: video } = medium
  const level = resolutions && typeof detail === 'string' && Object.hasOwn(LEVELS, detail) ? LEVELS[detail] : undefined
  // The word of the SDK's enum, which is a type only here.
  if (level !== undefined) options.mediaResolution = { level: level as PartMediaResolutionLevel }
  if (video !== undefined && video !== null) options.videoMetadata = toVideoMetadata(video, `${path}.video_metadata`)
  return options
}

function toVideoMetadata(video: unknown, path: string): VideoMetadata {
  if (!isRecord(video)) throw wrong(path, 'an object')
  const { fps, start_offset: start, end_offset: end } = video
  const metadata: VideoMetadata = {}
  const startOffset = toOffset(start ?? video['startOffset'], `${path}.start_offset`)
  const endOffset = toOffset(end ?? video['endOffset'], `${path}.end_offset`)
  if (startOffset !== undefined) metadata.startOffset = startOffset
  if (endOffset !== undefined) metadata.endOffset = endOffset
  if (fps === undefined || fps === null) return metadata
  if (typeof fps !== 'number' || !(fps > 0)) throw wrong(`${path}.fps`, 'a number above 0')
  metadata.fps = fps
  return metadata
}

/** A duration as Google writes it, `"12.5s"`; a number is seconds. */
function toOffset(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return `${value}s`
  if (typeof value === 'string' && /^\d+(?:\.\d+)?s$/.test(value)) return value
  throw wrong(path, 'seconds, as "12.5s" or a number')
}

const wrong = (path: string, expected: string) => new BadRequestError(`${path}: expected ${expected}.`, { param: path })
