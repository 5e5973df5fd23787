import type { ChatMessage, ChatTool, ContentPart, ProviderRequest } from '../contract/chat.js'
import type { MediaRules } from './media-rules.js'
import { mediaTokens } from './media-tokens.js'

/** What is counted of a request. */
export type PromptSource = Pick<ProviderRequest, 'messages'> &
  Partial<Pick<ProviderRequest, 'tools' | 'tool_choice' | 'functions' | 'function_call' | 'response_format'>>

/** A prompt as its vendor puts it together: texts to count, and tokens that are counted already. */
export class Prompt {
  readonly texts: string[] = []
  tokens = 0
  /** False where something in it had to be assumed. */
  certain = true

  text(text: string): void {
    if (text !== '') this.texts.push(text)
  }

  /** The text of a message's parts, and what its media cost. */
  content(content: ChatMessage['content'], rules: MediaRules): void {
    if (typeof content === 'string') this.text(content)
    else if (Array.isArray(content)) for (const part of content) this.part(part, rules)
  }

  part(part: ContentPart | { type: 'refusal'; refusal: string }, rules: MediaRules): void {
    if (part.type === 'text') this.text(part.text)
    else if (part.type === 'refusal') this.text(part.refusal)
    else {
      const { tokens, certain } = mediaTokens(part, rules)
      this.tokens += tokens
      this.certain &&= certain
    }
  }
}

export interface FunctionDefinition {
  name: string
  description?: string | undefined
  parameters?: Record<string, unknown> | undefined
}

/** The functions of a request, in either form that OpenAI has had. */
export function functionsOf({ tools, functions }: PromptSource): FunctionDefinition[] {
  return [...(functions ?? []), ...(tools ?? []).filter(isFunctionTool).map((tool) => tool.function)]
}

/** The tools that are no functions: custom ones, and those that a vendor runs. */
export const otherTools = ({ tools }: PromptSource): ChatTool[] => (tools ?? []).filter((tool) => !isFunctionTool(tool))

function isFunctionTool(tool: ChatTool): tool is Extract<ChatTool, { function: FunctionDefinition }> {
  return tool.type === 'function' && typeof tool.function === 'object'
}

/** The function that the model has to call. */
export function forcedFunction({ tool_choice: choice, function_call: old }: PromptSource): string | undefined {
  if (typeof choice === 'object' && choice !== null && choice.type === 'function') return choice.function.name
  return typeof old === 'object' && old !== null ? old.name : undefined
}
