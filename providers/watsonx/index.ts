import {
  defineProvider,
  fromEnvironment,
  headerEntries,
  onUnauthorized,
  type Provider,
  type ProviderCall,
} from '../../src/provider.js'
import { dialectParts } from '../openai/translator.js'
import { embeddings } from './embeddings.js'
import { IamTokens } from './iam.js'
import { onWatsonx } from './request.js'

const API_KEY_ENV = ['WATSONX_APIKEY', 'WATSONX_API_KEY', 'WX_API_KEY']

/** Tokens are kept here between calls: each stands for one API key and what asked for it. */
const tokens = new IamTokens()

const { chat, ...parts } = dialectParts({
  provider: 'watsonx',
  path: '/ml/v1/text/chat',
  // https://ibm.github.io/watsonx-ai-node-sdk/interfaces/1_7_x.WatsonXAI.TextChatParams.html
  dialect: {
    noStreamOptions: true,
    reasoning: { as: 'effort', words: { minimal: 'low', xhigh: 'high' } },
    unsupported: ['parallel_tool_calls', 'user', 'metadata', 'service_tier', 'prediction', 'web_search_options'],
  },
})

/** IBM's watsonx.ai: OpenAI's form under addresses and names of its own. */
export const watsonx: Provider = onUnauthorized(
  defineProvider({
    id: 'watsonx',
    name: 'IBM watsonx.ai',
    baseURLEnv: ['WATSONX_URL', 'WATSONX_API_BASE'],
    apiKeyEnv: API_KEY_ENV,
    authorize,
    ...parts,
    chat: onWatsonx(chat),
    embeddings,
  }),
  (call) => tokens.forget(keyOf(call) ?? '', call),
)

/** A token of the caller's (`WATSONX_TOKEN`), else one that the API key is exchanged for. */
async function authorize(call: ProviderCall): Promise<Record<string, string> | undefined> {
  const { apiKey, headers } = call.connection
  if (headers && headerEntries(headers).some(([name]) => name.toLowerCase() === 'authorization')) return undefined
  const stated = apiKey === undefined ? fromEnvironment(['WATSONX_TOKEN'])?.trim() : undefined
  const key = keyOf(call)
  if (!stated && !key) return undefined // the kit says what is missing
  if (key) call.secrets.push(key)
  const token = stated || (await tokens.token(key ?? '', call))
  call.secrets.push(token)
  return { authorization: `Bearer ${token}` }
}

/** A key out of a file often ends in a line break. */
function keyOf({ connection }: ProviderCall): string | undefined {
  return (connection.apiKey ?? fromEnvironment(API_KEY_ENV))?.trim()
}
