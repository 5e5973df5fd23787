import { defineProvider, fromEnvironment, type Provider } from '../../src/provider.js'
import { embeddings } from './embeddings.js'
import { toBaseURL } from './host.js'
import { withOptions } from './options.js'
import { params, unsupported } from './params.js'
import { toRequest } from './request.js'
import { toCompletion } from './response.js'
import { createStream } from './stream.js'

const http = defineProvider({
  id: 'ollama',
  aliases: ['ollama_chat'],
  name: 'Ollama',
  baseURL: () => toBaseURL(fromEnvironment(['OLLAMA_API_BASE', 'OLLAMA_HOST'])),
  apiKeyEnv: ['OLLAMA_API_KEY'],
  keyOptional: true,
  params,
  unsupported,
  needsDownload: () => true,
  chat: { path: '/api/chat', framing: 'json-lines', toRequest, toCompletion, createStream },
  embeddings,
})

/** Ollama's own API, of a local server or of ollama.com. Its OpenAI-compatible one is `openai_compatible` with `baseURL`. */
export const ollama: Provider = {
  ...http,
  complete: (request, call) => http.complete(...withOptions(request, call)),
  stream: (request, call) => http.stream(...withOptions(request, call)),
}
