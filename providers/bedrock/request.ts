import type {
  ContentBlock,
  ConverseCommandInput,
  InferenceConfiguration,
  ServiceTierType,
} from '@aws-sdk/client-bedrock-runtime'
import { type CallReport, isRecord, type ProviderRequest } from '../../src/provider.js'
import { placeCachePoints } from './cache-points.js'
import { toJsonOutput } from './json-output.js'
import { withoutLoneSurrogates } from './lone-surrogates.js'
import { toModelId } from './model-id.js'
import { type ModelFacts, modelFacts } from './models.js'
import { isHighEffort, takesSampling, vendorKeys } from './params.js'
import { NO_REASONING, type Reasoning, toReasoning } from './reasoning.js'
import { toTools } from './tools.js'
import { type Turn, toTurns } from './turns.js'

/** What the translation needs of a call. */
export interface RequestContext {
  model: string
  /** The region that is called, where it is known. */
  region?: string | undefined
  report: CallReport
}

export type ConverseInput = ConverseCommandInput & { modelId: string }

/** Converse's request (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html) from OpenAI's. */
export function toRequest(request: ProviderRequest, { model, region, report }: RequestContext): ConverseInput {
  const facts = modelFacts(model)
  const { id } = toModelId(model, request)
  const json = toJsonOutput(request, facts)
  const { config, fields: toolFields } = toTools(request, { facts, json, report })
  const hasTools = config !== undefined || 'tools' in toolFields
  const { system, turns } = toTurns(request.messages, { facts, hasTools, report })
  if (json?.prompted) system.push({ text: json.prompted })
  // The kinds of block are told apart by their one key; Converse's union says so with optional others.
  const messages = turns.map(({ role, content }) => ({ role, content: content as ContentBlock[] }))
  const prompt = placeCachePoints({ tools: config?.tools ?? [], system, messages }, facts, report)
  const wanted = toReasoning(request, facts, report, isGov(id, region))
  const reasoning = withHistory(wanted, turns, report)
  const { converse, model: own } = vendorKeys(request)
  const inference = toInference(request, facts, reasoning.budget, report)
  const fields = merge({ ...reasoning.fields, ...toTopK(request, facts), ...toolFields, ...own }, request)
  const tier = toServiceTier(request.service_tier, report)
  const metadata = { ...request.metadata, ...(converse['requestMetadata'] as Record<string, string> | undefined) } // the caller's, in Converse's form
  const input: ConverseInput = { modelId: id, messages: prompt.messages }
  if (prompt.system.length > 0) input.system = prompt.system
  if (Object.keys(inference).length > 0) input.inferenceConfig = inference
  if (config) input.toolConfig = { ...config, tools: prompt.tools }
  if (Object.keys(fields).length > 0) input.additionalModelRequestFields = fields
  if (tier) input.serviceTier = { type: tier }
  Object.assign(input, converse)
  if (Object.keys(metadata).length > 0) input.requestMetadata = metadata
  return withoutLoneSurrogates(input)
}

/**
 * With a budget, a turn of Claude's that waits for results of tools must begin with its thinking. Where another model or
 * an earlier request made it, thinking is left off for this turn, since the request would be refused.
 */
function withHistory(reasoning: Reasoning, turns: readonly Turn[], report: CallReport): Reasoning {
  const waits = turns.at(-1)?.content.some((block) => 'toolResult' in block)
  const first = turns.at(-2)?.content[0]
  if (reasoning.budget === 0 || !waits || first === undefined || 'reasoningContent' in first) return reasoning
  report.droppedParams.push('thinking')
  return NO_REASONING
}

type ModelFields = Record<string, NonNullable<ConverseCommandInput['additionalModelRequestFields']>>

/** The model's own fields, with what the caller gave as such on top, object by object. */
function merge(fields: Record<string, unknown>, request: ProviderRequest): ModelFields {
  const given = 'additionalModelRequestFields' in request ? request.additionalModelRequestFields : undefined
  const merged = { ...fields }
  for (const [key, value] of Object.entries(isRecord(given) ? given : {})) {
    const before = merged[key]
    merged[key] = isRecord(before) && isRecord(value) ? { ...before, ...value } : value
  }
  return merged as ModelFields // the caller's values are JSON, as the whole body is
}

function isGov(id: string, region: string | undefined): boolean {
  return id.startsWith('us-gov.') || id.startsWith('arn:aws-us-gov:') || (region ?? '').startsWith('us-gov-')
}

function toInference(
  request: ProviderRequest,
  facts: ModelFacts,
  budget: number,
  report: CallReport,
): InferenceConfiguration {
  const maxTokens = toMaxTokens(request, facts, budget, report)
  const stop = toStop(request.stop, report)
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...toSampling(request, facts, report),
    ...(stop.length > 0 && { stopSequences: stop }),
    ...('inferenceConfig' in request && isRecord(request.inferenceConfig) && request.inferenceConfig),
  }
}

/** quirks.md 94: a budget comes on top of what was asked for; more than the model may write is refused. */
function toMaxTokens(
  request: ProviderRequest,
  { maxTokens: most, reasoning }: ModelFacts,
  budget: number,
  report: CallReport,
): number | undefined {
  const name = typeof request.max_completion_tokens === 'number' ? 'max_completion_tokens' : 'max_tokens'
  const requested = request[name]
  if (reasoning === 'nova' && isHighEffort(request.reasoning_effort)) {
    if (typeof requested === 'number') report.droppedParams.push(name) // Nova takes no limit at its highest effort
    return undefined
  }
  if (typeof requested !== 'number')
    return budget > 0 ? Math.min(4096 + budget, most ?? Number.POSITIVE_INFINITY) : undefined
  if (most === undefined) return requested + budget
  if (requested > most) report.droppedParams.push(name)
  return Math.min(requested + budget, most)
}

/** quirks.md 76, 94. What a model refuses altogether is told by `unsupported`; here the values are made to fit. */
function toSampling(request: ProviderRequest, facts: ModelFacts, report: CallReport): InferenceConfiguration {
  if (!takesSampling(request, facts)) return {}
  const { temperature, top_p: topP } = request
  const warmth = typeof temperature === 'number' ? Math.min(1, Math.max(0, temperature)) : undefined
  if (warmth !== undefined && warmth !== temperature) report.droppedParams.push('temperature')
  const both = warmth !== undefined && typeof topP === 'number' && facts.family === 'claude'
  if (both) report.droppedParams.push('top_p')
  return { ...(warmth !== undefined && { temperature: warmth }), ...(typeof topP === 'number' && !both && { topP }) }
}

function toTopK(request: ProviderRequest, facts: ModelFacts): Record<string, unknown> {
  const { top_k: topK } = request
  if (typeof topK !== 'number' || facts.topK === undefined || !takesSampling(request, facts)) return {}
  return facts.topK === 'inferenceConfig' ? { inferenceConfig: { topK } } : { [facts.topK]: topK }
}

/** A sequence of white space alone is refused. */
function toStop(stop: ProviderRequest['stop'], report: CallReport): string[] {
  const all = typeof stop === 'string' ? [stop] : (stop ?? [])
  const sequences = all.filter((sequence) => sequence.trim() !== '')
  if (sequences.length < all.length) report.droppedParams.push('stop')
  return sequences
}

function toServiceTier(tier: string | null | undefined, report: CallReport): ServiceTierType | undefined {
  if (tier === 'default' || tier === 'flex' || tier === 'priority' || tier === 'reserved') return tier
  if (tier && tier !== 'auto') report.droppedParams.push('service_tier')
  return undefined
}
