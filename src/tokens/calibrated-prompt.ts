import { callsIn } from './calls-in.js'
import type { MediaRules } from './media-rules.js'
import type { Calibration } from './models.js'
import { functionsOf, otherTools, Prompt, type PromptSource } from './prompt.js'

export interface CalibratedPrompt {
  /** Its texts count by `Calibration.text`; its tokens are the vendor's. */
  messages: Prompt
  /** These count by `Calibration.toolText`. */
  tools: string[]
}

/** A chat as its texts and an average of what a vendor puts around them. */
export function toCalibratedPrompt(
  source: PromptSource,
  calibration: Calibration,
  media: MediaRules,
): CalibratedPrompt {
  const prompt = new Prompt()
  prompt.certain = false
  prompt.tokens += calibration.request
  for (const message of source.messages) {
    prompt.tokens += message.role === 'tool' || message.role === 'function' ? calibration.call : calibration.message
    prompt.content(message.content, media)
    if (message.role === 'assistant') for (const { thinking } of thinkingOf(message)) prompt.text(thinking)
    for (const { name, input } of callsIn(message)) {
      prompt.tokens += calibration.call
      prompt.text(name)
      prompt.text(input)
    }
  }
  const tools = [...functionsOf(source), ...otherTools(source)].map((tool) => JSON.stringify(tool))
  if (tools.length > 0) prompt.tokens += calibration.tools + (isForced(source) ? calibration.forced : 0)
  if (source.response_format?.type === 'json_schema')
    tools.push(JSON.stringify(source.response_format.json_schema.schema ?? {}))
  return { messages: prompt, tools }
}

function thinkingOf(message: Extract<PromptSource['messages'][number], { role: 'assistant' }>): { thinking: string }[] {
  return (message.thinking_blocks ?? []).filter((block) => block.type === 'thinking')
}

const isForced = ({ tool_choice: choice }: PromptSource): boolean =>
  choice === 'required' || (typeof choice === 'object' && choice !== null)
