// Why a recorded answer costs something else here than somewhere else.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lacksCachePrice } from './independent.js'
import type { Replayed } from './replay.js'

export interface Explanation {
  why: string
  source: string
  of(answer: Replayed): boolean
}

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/prices.md'), 'utf8')

const serviceTier: Explanation = {
  why: 'The answer was served at another tier, which they do not look at.',
  source: 'https://platform.openai.com/docs/pricing',
  of: ({ serviceTier: tier }) => tier === 'flex' || tier === 'priority',
}
const pictures: Explanation = {
  why: 'A generated image is charged by its tokens at a rate of its own, which their counts do not tell apart.',
  source: 'https://ai.google.dev/gemini-api/docs/pricing',
  of: ({ meta }) => /-image/.test(meta.model),
}
const sound: Explanation = {
  why: 'Audio is charged at rates of its own, also where it is read from the cache; they have none for the model.',
  source: 'https://platform.openai.com/docs/pricing, https://ai.google.dev/gemini-api/docs/pricing',
  of: ({ usage, meta }) =>
    /-tts|audio/.test(meta.model) ||
    (usage?.prompt_tokens_details?.audio_tokens ?? 0) + (usage?.completion_tokens_details?.audio_tokens ?? 0) > 0,
}
const listed: Explanation = {
  why: 'The tables disagree on the price itself.',
  source: 'docs/prices.md, which says who is right',
  of: ({ meta }) => namesOf(meta.model).some((name) => isListed(`${meta.provider}/${name}`)),
}
const fees: Explanation = {
  why: 'They charge the request as a search with a large context. The vendor states 0.005 USD for one with the small context of default.',
  source: 'recording perplexity-chat-4e533a34d8',
  of: ({ meta }) => meta.provider === 'perplexity',
}

const azure: Explanation = {
  why: 'They have no price of Azure for the name, and take OpenAI’s.',
  source: 'https://azure.microsoft.com/en-us/pricing/details/cognitive-services/openai-service/',
  of: ({ meta }) => meta.provider === 'azure',
}
const noCachePrice: Explanation = {
  why: 'LiteLLM has no price for reading from the cache, and takes what was read for ordinary tokens.',
  source: 'https://aws.amazon.com/bedrock/pricing/, https://mistral.ai/pricing/api',
  of: (answer) => lacksCachePrice(answer) && (answer.usage?.prompt_tokens_details?.cached_tokens ?? 0) > 0,
}

export const againstGenai: readonly Explanation[] = [serviceTier, pictures, sound, listed, fees, azure]
export const againstLitellm: readonly Explanation[] = [serviceTier, pictures, sound, listed, noCachePrice]

function isListed(name: string): boolean {
  return PAGE.includes(`\`${name}\``)
}

/** As the page may call it: without a date, a version or a region. */
function namesOf(model: string): string[] {
  const bare = model.replace(/^(?:us|eu|apac|global)\./, '')
  const undated = bare.replace(/-20\d\d-?\d\d-?\d\d$/, '')
  return [model, bare, undated, bare.replace(/:0$/, ''), `${undated}-latest`]
}

/** Answers of which the stated cost is not what the table gives. */
export const againstStated: readonly Explanation[] = [
  {
    why: 'Reasoning is charged on top of `completion_tokens`, which leave it out though the total does too.',
    source:
      'recording vercel_gateway-chat-06299dcc66: 28 × 0.30 + (5 + 49) × 2.50 USD for a million is the stated 0.0001434',
    of: ({ meta, usage }) =>
      meta.provider === 'vercel_ai_gateway' && (usage?.completion_tokens_details?.reasoning_tokens ?? 0) > 0,
  },
  {
    why: 'A search of the web, a reading of files or another tool was charged besides.',
    source: 'https://openrouter.ai/docs/features/web-search, https://docs.x.ai/docs/models#tools-pricing',
    of: ({ recording }) =>
      /"(?:web_search_requests|web_search_calls|num_server_side_tools_used)"\s*:\s*[1-9]|"url_citation"|"type"\s*:\s*"file"/.test(
        JSON.stringify(recording.response.body).replaceAll('\\"', '"'),
      ),
  },
  {
    why: 'OpenRouter sends a call to one of several hosts, and the table has the price of one: https://openrouter.ai/docs/features/provider-routing.',
    source: 'usage.cost_details of the recordings, which give the rates of the host',
    of: ({ meta }) => meta.provider === 'openrouter',
  },
]
