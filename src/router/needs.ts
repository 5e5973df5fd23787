import type { ChatRequest } from '../contract/chat.js'
import type { AnyRequest } from '../contract/hooks.js'
import type { Ability } from '../contract/prices.js'

const BY_PART: Readonly<Record<string, Ability>> = {
  image_url: 'vision',
  input_audio: 'audio_input',
  file: 'pdf',
  video_url: 'video_input',
}

/** The abilities that a model needs to answer a request. */
export function needsOf(request: AnyRequest): readonly Ability[] {
  return 'messages' in request ? chatNeeds(request) : NOTHING
}

const NOTHING: readonly Ability[] = []

function chatNeeds({ messages, tools, response_format, modalities }: ChatRequest): readonly Ability[] {
  let needs: Ability[] | undefined
  const need = (ability: Ability) => {
    needs ??= []
    if (!needs.includes(ability)) needs.push(ability)
  }
  if (tools && tools.length > 0) need('tools')
  if (response_format && !('type' in response_format && response_format.type !== 'json_schema')) need('schema')
  if (modalities?.includes('audio')) need('audio_output')
  for (const { content } of messages) {
    if (!Array.isArray(content)) continue
    for (const { type } of content) {
      const ability = Object.hasOwn(BY_PART, type) ? BY_PART[type] : undefined
      if (ability) need(ability)
    }
  }
  return needs ?? NOTHING
}
