import { BadRequestError, type ContentPart, parseDataUrl, sniffMediaType } from '../../src/provider.js'

/** A message's content: Ollama has one text, and images beside it. */
export interface Content {
  text: string
  images: string[]
}

export function toContent(content: string | readonly ContentPart[], path: string): Content {
  if (typeof content === 'string') return { text: content, images: [] }
  const texts: string[] = []
  const images: string[] = []
  for (const [at, part] of content.entries()) {
    const partPath = `${path}[${at}]`
    if (part.type === 'text') texts.push(part.text)
    else if (part.type === 'image_url') images.push(toImage(part.image_url.url, `${partPath}.image_url.url`))
    else images.push(toImageFile(part, partPath))
  }
  return { text: texts.join('\n'), images }
}

/** Bare base64 (quirks.md 145). The server fetches nothing. */
function toImage(url: string, path: string): string {
  const media = dataUrlOf(url, path)
  if (media) return media.data
  throw new BadRequestError(`${path}: Ollama fetches no images. Pass a data URL.`, { param: path })
}

function toImageFile(part: ContentPart, path: string): string {
  const data = part.type === 'file' ? part.file.file_data : undefined
  const media = data ? (dataUrlOf(data, path) ?? { mediaType: sniffMediaType(data), data }) : undefined
  if (media?.mediaType?.startsWith('image/')) return media.data
  throw new BadRequestError(`${path}: Ollama takes text and images, not a part of type ${JSON.stringify(part.type)}.`, {
    param: path,
  })
}

function dataUrlOf(url: string, path: string): ReturnType<typeof parseDataUrl> {
  try {
    return parseDataUrl(url)
  } catch (cause) {
    throw new BadRequestError(`${path}: the data URL cannot be decoded.`, { param: path, cause })
  }
}
