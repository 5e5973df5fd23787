import {
  type Annotation,
  type ChatDelta,
  type GeneratedImage,
  isRecord,
  parseDataUrl,
  type ThinkingBlock,
} from '../../../src/provider.js'
import { toAnnotations } from '../content.js'
import type { ResponsesContext } from './context.js'
import { type Item, recordsOf, textOf } from './items.js'
import { toLayout } from './layout.js'
import { type OutputTexts, readOutput } from './read-output.js'
import { toThinkingBlock } from './reasoning-item.js'

type Extras = Pick<ChatDelta, 'thinking_blocks' | 'annotations' | 'images' | 'provider_specific_fields'>

/** What an answer holds beside text and calls. Told at the end, where all items are known. */
export function toExtras(items: readonly Item[], context: ResponsesContext, read = readOutput(items)): Extras {
  const blocks = items.map((item) => toThinkingBlock(item, context)).filter(isBlock)
  const annotations = items.flatMap((item) => annotationsOf(item, read))
  const images = items.flatMap(imagesOf)
  const layout = toLayout(items, context)
  return {
    ...(blocks.length > 0 && { thinking_blocks: blocks }),
    ...(annotations.length > 0 && { annotations }),
    ...(images.length > 0 && { images }),
    ...(layout && { provider_specific_fields: { responses: layout } }),
  }
}

const isBlock = (block: ThinkingBlock | undefined): block is ThinkingBlock => block !== undefined

/** Citations of addresses, their places counted from the beginning of the whole content. */
function annotationsOf(item: Item, { offsets }: OutputTexts): Annotation[] {
  let offset = offsets.get(item)
  if (offset === undefined) return []
  const found: Annotation[] = []
  for (const part of recordsOf(item['content'])) {
    for (const { url_citation, type } of toAnnotations(part['annotations'])) {
      const { start_index, end_index } = url_citation
      const shifted = { start_index: start_index + offset, end_index: end_index + offset }
      found.push({ type, url_citation: { ...url_citation, ...shifted } })
    }
    if (part['type'] === 'output_text') offset += textOf(part['text']).length
  }
  return found
}

const toImage = (url: string): GeneratedImage => ({ type: 'image_url', image_url: { url } })

/** Pictures that were made, by the image tool or by code. */
function imagesOf(item: Item): GeneratedImage[] {
  if (item['type'] === 'image_generation_call') {
    const data = textOf(item['result'])
    if (data === '') return []
    if (/^(?:data|https?):/i.test(data)) return [toImage(data)]
    const format = textOf(item['output_format'])
    const stated = format === '' ? parseDataUrl(`data:image/*;base64,${data}`)?.mediaType : `image/${format}`
    return [toImage(`data:${stated && !stated.endsWith('*') ? stated : 'image/png'};base64,${data}`)]
  }
  if (item['type'] !== 'code_interpreter_call' || !Array.isArray(item['outputs'])) return []
  return item['outputs'].flatMap((output: unknown) => {
    const url = isRecord(output) && output['type'] === 'image' ? textOf(output['url']) : ''
    return url === '' ? [] : [toImage(url)]
  })
}
