import type { Row } from '../../providers/openai-compatible/row.js'
import type { CallOptions } from '../../src/contract/call.js'
import type { Simulator } from '../../src/simulator/server.js'
import type { ProviderTestOptions } from '../../src/testing/options.js'
import { KEY } from '../../src/testing/subject.js'

const UNSIGNED = 'Reasoning has no signature in this protocol.'
const NO_REPLAY = 'Earlier reasoning is not sent back: no `reasoningReplay`.'
const NO_STOP = 'The Responses API has no stop sequences.'
const NO_THOUGHTS = 'The model does not reason, so that none is asked for to be sent back.'
const NO_SOUND = 'The API takes no sound.'
const NO_CACHE_WRITES = 'The vendor does not count them.'

const GEMINI_LACKS = {
  cacheWriteTokens: NO_CACHE_WRITES,
  requestId: 'No header names the request; the id is in the answer.',
}

function onVertex(simulator: Simulator): CallOptions {
  return {
    baseURL: simulator.url('vertex'),
    vertex: { project: 'project', location: 'us-central1', accessToken: KEY },
  }
}

/** The providers with a protocol of their own, and what their vendors cannot do. */
export const OWN_PROTOCOL: readonly ProviderTestOptions[] = [
  { provider: 'openai', model: 'gpt-4o', lacks: { signatures: UNSIGNED } },
  {
    provider: 'openai',
    model: 'responses/o4-mini',
    vendorModel: 'o4-mini',
    lacks: { stop: NO_STOP, temperature: 'Models that reason refuse it.' },
  },
  {
    provider: 'openai',
    model: 'responses/gpt-4o',
    vendorModel: 'gpt-4o',
    lacks: { stop: NO_STOP, signatures: NO_THOUGHTS, reasoningReplay: NO_THOUGHTS },
  },
  { provider: 'anthropic', model: 'claude-sonnet-4-5', lacks: { audio: NO_SOUND } },
  { provider: 'azure', model: 'gpt-4o', lacks: { signatures: UNSIGNED } },
  {
    provider: 'azure_ai',
    model: 'gpt-4o',
    lacks: { signatures: UNSIGNED },
  },
  { provider: 'azure_ai', model: 'claude-sonnet-4-5', lacks: { audio: NO_SOUND } },
  {
    provider: 'cohere',
    model: 'command-a-reasoning-08-2025',
    lacks: {
      signatures: UNSIGNED,
      pdf: 'The API takes files of text only.',
      audio: NO_SOUND,
      contentFilter: 'There is no such finish reason.',
      refusal: 'A refusal is a text like any other.',
      cacheWriteTokens: NO_CACHE_WRITES,
    },
  },
  {
    provider: 'bedrock',
    model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    lacks: { reasoningTokens: 'Converse counts input and output alone.' },
    connection: (simulator) => ({ baseURL: simulator.url('bedrock'), aws: { region: 'eu-west-1' } }),
  },
  {
    provider: 'sagemaker',
    model: 'my-endpoint',
    lacks: { signatures: UNSIGNED, reasoningReplay: NO_REPLAY },
    connection: (simulator) => ({
      baseURL: simulator.url('sagemaker'),
      apiKey: '',
      aws: { region: 'eu-west-1', credentials: { accessKeyId: KEY, secretAccessKey: KEY } },
    }),
  },
  { provider: 'gemini', model: 'gemini-3-flash-preview', lacks: GEMINI_LACKS },
  {
    provider: 'vertex',
    model: 'gemini-2.5-flash',
    lacks: GEMINI_LACKS,
    connection: onVertex,
  },
  {
    provider: 'vertex',
    model: 'claude-sonnet-4-5@20250929',
    lacks: { audio: NO_SOUND },
    connection: onVertex,
  },
  {
    provider: 'vertex',
    model: 'meta/llama-4-maverick-17b-128e-instruct-maas',
    lacks: { signatures: UNSIGNED, reasoningReplay: NO_REPLAY },
    connection: onVertex,
  },
  {
    provider: 'vertex',
    model: 'mistral-medium-3',
    lacks: { signatures: UNSIGNED, reasoningReplay: NO_REPLAY },
    connection: onVertex,
  },
  {
    provider: 'watsonx',
    model: 'ibm/granite-4-h-small',
    lacks: {
      signatures: UNSIGNED,
      reasoningReplay: NO_REPLAY,
      fetch: 'It carries the exchange for a token too.',
    },
  },
  {
    provider: 'replicate',
    model: 'meta/meta-llama-3-70b-instruct',
    lacks: {
      ...Object.fromEntries(
        ['tools', 'toolChoice', 'parallelTools', 'images', 'pdf', 'audio', 'schema'].map((ability) => [
          ability,
          'Models take a prompt.',
        ]),
      ),
      reasoning: 'Models answer with a text.',
      contentFilter: 'Why a model stopped is not told.',
      refusal: 'A refusal is a text like any other.',
      length: 'Why a model stopped is not told.',
      unknownFinish: 'Why a model stopped is not told.',
      cachedTokens: NO_CACHE_WRITES,
      cacheWriteTokens: NO_CACHE_WRITES,
      reasoningTokens: NO_CACHE_WRITES,
      streamUsage: 'The events of a stream hold no usage.',
      singleRequest: 'A stream has an address of its own, and a prediction is paid for once.',
    },
  },
  {
    provider: 'ollama',
    model: 'qwen3:4b',
    lacks: {
      signatures: UNSIGNED,
      pdf: 'The API takes images only.',
      audio: NO_SOUND,
      toolChoice: 'A call cannot be forced.',
      contentFilter: 'There is no such finish reason.',
      refusal: 'A refusal is a text like any other.',
      cachedTokens: 'The API counts input and output alone.',
      cacheWriteTokens: NO_CACHE_WRITES,
      reasoningTokens: 'The API counts input and output alone.',
      requestId: 'The server gives requests no id.',
    },
  },
]

/** Rows whose quirks change most, for the whole suite; the others show the core of it. */
export const TYPICAL_ROWS: ReadonlySet<string> = new Set([
  'cerebras',
  'dashscope',
  'databricks',
  'deepseek',
  'fireworks_ai',
  'groq',
  'hosted_vllm',
  'llamacpp',
  'mistral',
  'moonshot',
  'openrouter',
  'perplexity',
  'snowflake',
  'together_ai',
  'xai',
  'zai',
])

/** What a row cannot do, by its own columns. */
export function lacksOf({ quirks = {} }: Row): NonNullable<ProviderTestOptions['lacks']> {
  const refused = quirks.unsupported ?? []
  const lacks: Record<string, string> = { signatures: UNSIGNED }
  for (const param of ['tools', 'stop'] as const)
    if (refused.includes(param)) lacks[param] = `${param} is in the column \`unsupported\`.`
  if (!quirks.reasoningReplay) lacks['reasoningReplay'] = NO_REPLAY
  if (quirks.finishReasonOptional) lacks['streamEnd'] = 'Whole streams may have no finish reason.'
  return lacks
}
