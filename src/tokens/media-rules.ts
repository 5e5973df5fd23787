import type { ImageSize } from './image-size.js'

export type Detail = 'low' | 'high'

/** Tokens of one image. */
export type ImageRule = (size: ImageSize, detail: Detail) => number

/** What media cost a family of models. */
export interface MediaRules {
  image: ImageRule
  /** Tokens of a PDF's page: its picture, and text of usual length. */
  page: number
  /** Tokens of a second of audio. */
  audioSecond: number
}

/**
 * OpenAI's tiles: an image is fitted into 2,048 × 2,048, its short side then to 768, and costs a base and a price for
 * each square of 512. https://platform.openai.com/docs/guides/images-vision (calculating costs)
 */
export const tiles =
  (base: number, tile: number): ImageRule =>
  (size, detail) => {
    if (detail === 'low') return base
    const fitted = scaled(size, Math.min(1, 2048 / Math.max(size.width, size.height)))
    const { width, height } = scaled(fitted, Math.min(1, 768 / Math.min(fitted.width, fitted.height)))
    return base + tile * Math.ceil(width / 512) * Math.ceil(height / 512)
  }

/**
 * OpenAI's patches of 32 × 32, at most `most` of them, times a factor of the model. The chat endpoint adds one
 * (openai-chat-259530a967: 300 patches at 1.2 are 361 tokens, openai-chat-00d70b8fa4: at 1.72 they are 517).
 */
export const patches =
  (factor: number, most = 1536): ImageRule =>
  (size) =>
    Math.ceil(patchesOf(size, most) * factor) + 1

function patchesOf(size: ImageSize, most: number): number {
  const across = Math.ceil(size.width / 32)
  const down = Math.ceil(size.height / 32)
  if (across * down <= most) return across * down
  const shrink = Math.sqrt((32 ** 2 * most) / (size.width * size.height))
  const { width, height } = scaled(size, shrink)
  const least = Math.min(Math.floor(width / 32) / (width / 32), Math.floor(height / 32) / (height / 32))
  return Math.min(most, Math.ceil((width * least) / 32) * Math.ceil((height * least) / 32))
}

/** Anthropic's: an image is fitted into 1,568 and costs its area by 750. https://docs.anthropic.com/en/docs/build-with-claude/vision */
export const byArea: ImageRule = (size) => {
  const { width, height } = scaled(size, Math.min(1, 1568 / Math.max(size.width, size.height)))
  return Math.min(1600, Math.ceil((width * height) / 750))
}

/** Gemini's: 258 for a small image, else 258 for each tile of 768. https://ai.google.dev/gemini-api/docs/tokens */
export const geminiTiles: ImageRule = ({ width, height }) =>
  width <= 384 && height <= 384 ? 258 : 258 * Math.ceil(width / 768) * Math.ceil(height / 768)

/** Where every image costs the same. */
export const always =
  (tokens: number): ImageRule =>
  () =>
    tokens

const scaled = ({ width, height }: ImageSize, by: number): ImageSize => ({ width: width * by, height: height * by })
