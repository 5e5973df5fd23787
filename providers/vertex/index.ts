import {
  type ChatTranslator,
  defineProvider,
  type HttpProvider,
  headerEntries,
  onUnauthorized,
  type Provider,
  type ProviderCall,
} from '../../src/provider.js'
import { params as claudeParams, unsupported as claudeUnsupported } from '../anthropic/params.js'
import { unsupported as geminiUnsupported, paramsOf } from '../gemini/params.js'
import { clientOf, throughClient } from '../gemini/through-client.js'
import { claudeOnVertex } from './claude.js'
import { countTokens } from './count-tokens.js'
import { GoogleCredentials } from './credentials.js'
import { embeddings } from './embeddings.js'
import { geminiOnVertex } from './gemini.js'
import { API_KEY_ENV, hostOf, knownProject, locationOf, usesApiKey } from './location.js'
import { openapi, raw } from './partners.js'
import { type Protocol, publisherModel } from './publisher.js'

type Parts = Pick<HttpProvider, 'params' | 'unsupported'> & { chat: ChatTranslator }

const PROTOCOLS: Readonly<Record<Protocol, Parts>> = {
  gemini: { params: () => paramsOf('vertex'), unsupported: geminiUnsupported, chat: geminiOnVertex },
  claude: { params: claudeParams, unsupported: claudeUnsupported, chat: claudeOnVertex },
  raw,
  openapi,
}

const partsOf = (model: string): Parts => PROTOCOLS[publisherModel(model).protocol]

/** Tokens are kept here between calls: all relays of a process share the application's identity. */
const credentials = new GoogleCredentials()

const http = defineProvider({
  id: 'vertex',
  aliases: ['vertex_ai'],
  name: 'Vertex AI',
  baseURL: (call) => (clientOf(call) ? undefined : hostOf(locationOf(call))),
  baseURLEnv: ['GOOGLE_VERTEX_BASE_URL'],
  apiKeyEnv: API_KEY_ENV,
  auth: (apiKey) => ({ 'x-goog-api-key': apiKey }),
  authorize,
  listHeaders: ['anthropic-beta'],
  params: (model) => partsOf(model).params(model),
  unsupported: (request, model) => partsOf(model).unsupported?.(request, model) ?? [],
  // Vertex fetches no images and documents for Claude (quirks.md 88); for its own models it does.
  needsDownload: (_url, model) => publisherModel(model).protocol === 'claude',
  chat: (call) => partsOf(call.model).chat,
  embeddings,
  tokens: (call) => (publisherModel(call.model).protocol === 'gemini' ? countTokens : undefined),
})

/** Google's Vertex AI: Gemini, Claude, and what other partners serve there. https://cloud.google.com/vertex-ai */
export const vertex: Provider = onUnauthorized(
  throughClient(
    {
      ...http,
      complete: async (request, call) => http.complete(request, await withProject(call)),
      stream: async (request, call) => http.stream(request, await withProject(call)),
      ...(http.embed && { embed: located(http.embed) }),
      ...(http.countTokens && { countTokens: located(http.countTokens) }),
    },
    'vertex',
  ),
  (call) => {
    if (!clientOf(call) && !usesApiKey(call) && !hasOwnAuthorization(call)) credentials.forget(call)
  },
)

function located<Request, Answer>(send: (request: Request, call: ProviderCall) => Promise<Answer>) {
  return async (request: Request, call: ProviderCall) => send(request, await withProject(call))
}

/** The credentials read; and their project, where nothing else names one. */
async function withProject(given: ProviderCall): Promise<ProviderCall> {
  if (clientOf(given)) return given
  const call = credentials.read(given)
  const { connection } = call
  if (knownProject(call) !== undefined || usesApiKey(call) || connection.vertex?.accessToken !== undefined) return call
  const project = await credentials.project(call)
  return project === undefined
    ? call
    : { ...call, connection: { ...connection, vertex: { ...connection.vertex, project } } }
}

async function authorize(call: ProviderCall): Promise<Record<string, string> | undefined> {
  if (clientOf(call) || usesApiKey(call) || hasOwnAuthorization(call)) return undefined
  const token = await credentials.token(call)
  call.secrets.push(token)
  return { authorization: `Bearer ${token}` }
}

function hasOwnAuthorization({ connection: { headers } }: ProviderCall): boolean {
  if (headers === undefined) return false
  return headerEntries(headers).some(([name, value]) => name.toLowerCase() === 'authorization' && value != null)
}
