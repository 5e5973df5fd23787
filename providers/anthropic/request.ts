import type { MessageCreateParamsBase, OutputConfig } from '@anthropic-ai/sdk/resources/messages/messages'
import { type CallReport, isRecord, type ProviderRequest, type VendorRequest, vendorKeys } from '../../src/provider.js'
import { betasOf } from './betas.js'
import { limitBreakpoints, type Turn } from './cache-control.js'
import { type ModelFacts, modelFacts } from './models.js'
import { takesSampling } from './params.js'
import { type JsonOutput, toJsonOutput } from './response-format.js'
import { type Thinking, thinks, toThinking } from './thinking.js'
import { toTools } from './tools.js'
import { toTurns } from './turns.js'

/** What the translation needs of a call. */
export interface RequestContext {
  model: string
  stream: boolean
  report: CallReport
  /** What the model takes where it is hosted, if that differs from Anthropic's own API. */
  facts?: ModelFacts
}

/** Anthropic's request (https://platform.claude.com/docs/en/api/messages) from OpenAI's. */
export function toRequest(request: ProviderRequest, context: RequestContext): VendorRequest {
  const { model, stream, report, facts = modelFacts(model) } = context
  const { system, turns } = toTurns(request.messages, facts)
  const thinking = withHistory(toThinking(request, facts, report), turns, report)
  const json = toJsonOutput(request, facts)
  const { tools, choice } = toTools(request, { facts, json, thinks: thinks(thinking), report })
  const { betas: asked, ...own } = vendorKeys(request)
  const prompt = limitBreakpoints({ tools, system, turns }, isRecord(own['cache_control']) ? 1 : 0, report)
  const config = toOutputConfig(thinking, json, own['output_config'])
  const body = {
    model,
    max_tokens: toMaxTokens(request, thinking, facts, report),
    ...(prompt.system.length > 0 && { system: toSystem(prompt.system) }),
    messages: prompt.turns,
    ...(prompt.tools.length > 0 && { tools: prompt.tools }),
    ...(choice && { tool_choice: choice }),
    ...(thinking.thinking && { thinking: thinking.thinking }),
    ...toSampling(request, facts, report),
    ...toStop(request.stop, report),
    ...toMetadata(request, report),
    ...toServiceTier(request.service_tier, report),
    ...(stream && { stream: true }),
    ...own,
    ...(config && { output_config: config }),
  } satisfies MessageCreateParamsBase
  // `betas` is how Anthropic's SDK has them; on the wire they are a header.
  const betas = [...new Set([...betasOf(body), ...(Array.isArray(asked) ? asked.map(String) : [])])]
  return betas.length > 0 ? { body, headers: { 'anthropic-beta': betas.join(',') } } : { body }
}

/** One plain text is sent as such, which is what people expect to see in their logs. */
function toSystem(blocks: NonNullable<Exclude<MessageCreateParamsBase['system'], string>>) {
  const [only] = blocks
  return blocks.length === 1 && only && !only.cache_control ? only.text : blocks
}

/**
 * With a budget, a turn that waits for results of tools must begin with its thinking. Where another model or an
 * earlier request made it, thinking is left off for this turn, since the request would be refused.
 */
function withHistory(thinking: Thinking, turns: readonly Turn[], report: CallReport): Thinking {
  if (thinking.thinking?.type !== 'enabled' || turns.at(-1)?.content[0]?.type !== 'tool_result') return thinking
  const first = turns.at(-2)?.content[0]?.type
  if (first === 'thinking' || first === 'redacted_thinking') return thinking
  if (!report.droppedParams.includes('thinking')) report.droppedParams.push('thinking')
  return {}
}

/** quirks.md 73: required; a budget comes on top; never more than the model may write. */
function toMaxTokens(request: ProviderRequest, { thinking }: Thinking, facts: ModelFacts, report: CallReport): number {
  const name = typeof request.max_completion_tokens === 'number' ? 'max_completion_tokens' : 'max_tokens'
  const requested = request[name]
  if (typeof requested !== 'number') return facts.claude ? facts.maxTokens : facts.maxTokens + budgetOf(thinking)
  if (facts.claude && requested > facts.maxTokens) report.droppedParams.push(name)
  const wanted = requested + budgetOf(thinking)
  return facts.claude ? Math.min(wanted, facts.maxTokens) : wanted
}

const budgetOf = (thinking: Thinking['thinking']): number => (thinking?.type === 'enabled' ? thinking.budget_tokens : 0)

function toOutputConfig(thinking: Thinking, json: JsonOutput | undefined, own: unknown): OutputConfig | undefined {
  const config: OutputConfig = {
    ...(thinking.effort && { effort: thinking.effort }),
    ...(json && 'format' in json && { format: json.format }),
    ...(isRecord(own) ? own : {}),
  }
  return Object.keys(config).length > 0 ? config : undefined
}

/** quirks.md 76. What a model refuses altogether is told by `unsupported`; here the values are made to fit. */
function toSampling(request: ProviderRequest, facts: ModelFacts, report: CallReport) {
  if (!takesSampling(request, facts)) return {}
  const { temperature, top_p: topP, top_k: topK } = request
  const warmth = typeof temperature === 'number' ? Math.min(1, Math.max(0, temperature)) : undefined
  if (warmth !== undefined && warmth !== temperature) report.droppedParams.push('temperature')
  // Other vendors behind this protocol need both (quirks.md 142).
  const both = warmth !== undefined && typeof topP === 'number' && facts.claude
  if (both) report.droppedParams.push('top_p')
  return {
    ...(warmth !== undefined && { temperature: warmth }),
    ...(typeof topP === 'number' && !both && { top_p: topP }),
    ...(typeof topK === 'number' && { top_k: topK }),
  }
}

/** A sequence of white space alone is refused. */
function toStop(stop: ProviderRequest['stop'], report: CallReport): { stop_sequences?: string[] } {
  const all = typeof stop === 'string' ? [stop] : (stop ?? [])
  const sequences = all.filter((sequence) => sequence.trim() !== '')
  if (sequences.length < all.length) report.droppedParams.push('stop')
  return sequences.length > 0 ? { stop_sequences: sequences } : {}
}

/** Anthropic's metadata is the user's id and nothing else. */
function toMetadata({ metadata, safety_identifier: safety, user }: ProviderRequest, report: CallReport) {
  const { user_id: stated, ...rest } = metadata ?? {}
  if (Object.keys(rest).length > 0) report.droppedParams.push('metadata')
  const id = safety ?? user ?? stated
  return id ? { metadata: { user_id: id } } : {}
}

const SERVICE_TIERS: Readonly<Record<string, 'auto' | 'standard_only'>> = {
  auto: 'auto',
  priority: 'auto', // Anthropic's priority capacity, where the account has it
  default: 'standard_only',
  standard_only: 'standard_only',
}

function toServiceTier(tier: string | null | undefined, report: CallReport) {
  if (!tier) return {}
  const known = Object.hasOwn(SERVICE_TIERS, tier) ? SERVICE_TIERS[tier] : undefined
  if (!known) report.droppedParams.push('service_tier')
  return known ? { service_tier: known } : {}
}
