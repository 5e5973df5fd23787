// Facts about OpenAI's own models, by name (53, 54, 55). https://platform.openai.com/docs/guides/reasoning
import type { ProviderRequest, ReasoningEffort } from '../../src/provider.js'

/** `gpt-5-chat-latest` and the like answer without reasoning. */
const CHAT_VARIANT = /^gpt-\d+-chat/
/** `codex-mini` is an o4-mini made for code. */
const O_SERIES = /^(?:o\d+|codex-mini)(?:-|$)/
const GPT_VERSION = /^gpt-(\d+)(?:\.(\d+))?/

/** Parameters that reasoning models refuse. */
const SAMPLING = [
  'temperature',
  'top_p',
  'logprobs',
  'top_logprobs',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
] as const
/** What they take again when told not to reason (`gpt-5.1` and later with effort `none`). */
const WITHOUT_REASONING: readonly string[] = ['temperature', 'top_p', 'logprobs', 'top_logprobs']

function gptVersion(model: string): readonly [major: number, minor: number] | undefined {
  const match = GPT_VERSION.exec(model)
  return match ? [Number(match[1]), Number(match[2] ?? 0)] : undefined
}

/** The name without the prefix that a gateway puts before it, or that of a fine-tuned model's base. */
function baseName(model: string): string {
  return model.startsWith('ft:') ? (model.split(':')[1] ?? model) : model.slice(model.lastIndexOf('/') + 1)
}

export function isReasoningModel(model: string): boolean {
  const name = baseName(model)
  return O_SERIES.test(name) || ((gptVersion(name)?.[0] ?? 0) >= 5 && !CHAT_VARIANT.test(name))
}

/** Models of OpenAI that are known not to reason; of a name that says nothing, such as a deployment's, neither is known. */
export function isPlainModel(model: string): boolean {
  const name = baseName(model)
  return /^(?:gpt-[34]|chatgpt-)/.test(name) || CHAT_VARIANT.test(name)
}

/** Models that have no chat endpoint: https://platform.openai.com/docs/models names the endpoints of each. */
const RESPONSES_ONLY =
  /^(?:o\d+-pro|o\d+(?:-mini)?-deep-research|codex-mini|computer-use-preview|gpt-\d+(?:\.\d+)?-(?:pro|codex))(?:-|$)/

/** Whether a model answers on `/responses` alone. */
export function responsesOnly(model: string): boolean {
  return RESPONSES_ONLY.test(baseName(model))
}

/** The effort that comes nearest to no reasoning. */
export function lowestEffort(model: string): ReasoningEffort {
  const name = baseName(model)
  if (O_SERIES.test(name)) return 'low'
  return isBefore51(name) ? 'minimal' : 'none'
}

function isBefore51(name: string): boolean {
  const [major, minor] = gptVersion(name) ?? [0, 0]
  return major === 5 && minor === 0
}

/** What this request holds that the model refuses. */
export function refusedByModel(request: ProviderRequest, model: string): readonly string[] {
  const name = baseName(model)
  const refused: string[] = []
  if (isReasoningModel(model)) {
    const sampling = request.reasoning_effort === 'none' && !isBefore51(name) && !O_SERIES.test(name)
    refused.push(...SAMPLING.filter((param) => !sampling || !WITHOUT_REASONING.includes(param)))
    if (/^o[34]/.test(name)) refused.push('stop')
  } else if (isPlainModel(model)) {
    refused.push('reasoning_effort')
    // Not to think is what they do.
    if (request.thinking?.type !== 'disabled') refused.push('thinking')
    if (/-search-preview/.test(name)) refused.push('temperature')
  }
  if (!takesTier(name, request.service_tier)) refused.push('service_tier')
  return refused
}

/** `flex` and `priority` are sold for some models only; of other names (fine-tuned models) nothing is known. */
function takesTier(name: string, tier: ProviderRequest['service_tier']): boolean {
  if (tier !== 'flex' && tier !== 'priority') return true
  const [major = 0] = gptVersion(name) ?? []
  const modern = /^o(?:[3-9]|\d{2})/.test(name) || (major >= 5 && !CHAT_VARIANT.test(name))
  if (tier === 'flex') return modern || !(major > 0 || O_SERIES.test(name))
  return (modern && !/nano/.test(name)) || major === 4 || !(major > 0 || O_SERIES.test(name))
}
