import type { RequestFacts } from './dialect.js'
import { minimalValue } from './minimal-value.js'
import { makeId } from './random.js'
import type { AnswerStep, Chunking, ScriptedThinkingBlock, ScriptedUsage } from './script.js'

/** A model's answer with every blank filled in, in no vendor's form. */
export interface Answer {
  readonly text: string | readonly string[]
  readonly reasoning: string | readonly string[]
  readonly reasoningField: NonNullable<AnswerStep['reasoningField']>
  readonly thinkingBlocks: readonly ScriptedThinkingBlock[]
  readonly toolCalls: readonly ToolCall[]
  readonly refusal: string | undefined
  /** The vectors of an embedding request; undefined: one is made for each text. */
  readonly vectors: AnswerStep['vectors']
  readonly finishReason: string | undefined
  readonly model: string
  readonly usage: Required<ScriptedUsage> | undefined
  readonly chunking: Chunking
}

export interface ToolCall {
  readonly id: string | undefined
  readonly name: string
  /** JSON text, or whatever the script gave in its place. */
  readonly arguments: string
}

export function toAnswer(
  step: AnswerStep | undefined,
  facts: RequestFacts,
  model: string,
  random: () => number,
): Answer {
  const said = step && saysSomething(step) ? step : { ...step, ...defaultContent(facts) }
  const reasoning = said.reasoning ?? ''
  const answer = {
    text: said.text ?? '',
    reasoning,
    reasoningField: said.reasoningField ?? 'reasoning_content',
    thinkingBlocks: said.thinkingBlocks ?? thinkingOf(wholeText(reasoning), said.signature, random),
    toolCalls: (said.toolCalls ?? []).map((call) => ({
      id: call.id,
      name: call.name,
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments ?? {}),
    })),
    refusal: said.refusal,
    vectors: said.vectors,
    finishReason: said.finishReason,
    model: said.model ?? model,
    chunking: said.chunking ?? 'words',
  }
  return { ...answer, usage: said.usage === null ? undefined : countUsage(said.usage ?? {}, answer, facts) }
}

export function wholeText(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('')
}

/** A step that only slows or breaks an answer leaves its content to the default. */
function saysSomething({ text, reasoning, thinkingBlocks, toolCalls, refusal }: AnswerStep): boolean {
  return [text, reasoning, thinkingBlocks, toolCalls, refusal].some((content) => content !== undefined)
}

function defaultContent(facts: RequestFacts): Pick<AnswerStep, 'text' | 'toolCalls'> {
  const tool = facts.forcedTool
  if (tool) return { toolCalls: [{ name: tool.name, arguments: JSON.stringify(minimalValue(tool.schema)) }] }
  if (facts.schema !== undefined) return { text: JSON.stringify(minimalValue(facts.schema)) }
  const said = facts.lastUserText.length > 200 ? `${facts.lastUserText.slice(0, 200)}…` : facts.lastUserText
  const sentence = said === '' ? 'You said nothing.' : `You said: ${said}`
  return { text: facts.json ? JSON.stringify({ answer: sentence }) : sentence }
}

function thinkingOf(
  reasoning: string,
  signature: string | undefined,
  random: () => number,
): readonly ScriptedThinkingBlock[] {
  if (reasoning === '') return []
  return [{ type: 'thinking', thinking: reasoning, signature: signature ?? `${makeId(random, 'Ep', 86)}==` }]
}

function countUsage(given: ScriptedUsage, answer: Omit<Answer, 'usage'>, facts: RequestFacts): Required<ScriptedUsage> {
  const reasoned = answer.thinkingBlocks.map((block) => (block.type === 'thinking' ? block.thinking : block.data))
  const reasoningTokens = given.reasoningTokens ?? tokens(wholeText(answer.reasoning) || reasoned.join(''))
  const calls = answer.toolCalls.map((call) => call.name + call.arguments)
  const spoken = wholeText(answer.text) + (answer.refusal ?? '') + calls.join('')
  return {
    inputTokens: given.inputTokens ?? Math.max(1, Math.ceil(facts.inputCharacters / 4)),
    outputTokens: given.outputTokens ?? reasoningTokens + tokens(spoken),
    cachedTokens: given.cachedTokens ?? 0,
    cacheWriteTokens: given.cacheWriteTokens ?? 0,
    reasoningTokens,
  }
}

function tokens(text: string): number {
  return Math.ceil(text.length / 4)
}
