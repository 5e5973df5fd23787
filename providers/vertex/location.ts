import { BadRequestError, fromEnvironment, isRecord, type ProviderCall, pathSegment } from '../../src/provider.js'
import { clientOf } from '../gemini/through-client.js'
import { publisherModel } from './publisher.js'

/** The variables of the official SDKs, of LiteLLM and of Vercel's. */
const PROJECT_ENV = [
  'GOOGLE_CLOUD_PROJECT',
  'VERTEXAI_PROJECT',
  'GOOGLE_VERTEX_PROJECT',
  'ANTHROPIC_VERTEX_PROJECT_ID',
  'GCLOUD_PROJECT',
]
const LOCATION_ENV = ['GOOGLE_CLOUD_LOCATION', 'VERTEXAI_LOCATION', 'GOOGLE_VERTEX_LOCATION', 'CLOUD_ML_REGION']

type Connected = Pick<ProviderCall, 'connection'>
type Located = Pick<ProviderCall, 'connection' | 'model'>

/**
 * Where the model runs.
 * @throws BadRequestError for what is not the name of a location: it becomes part of the host that gets the token.
 */
export function locationOf({ connection, model }: Located): string {
  const location = connection.vertex?.location ?? fromEnvironment(LOCATION_ENV) ?? defaultLocation(model)
  if (/^[a-z0-9-]+$/.test(location)) return location
  throw new BadRequestError(`vertex.location: ${JSON.stringify(location)} is no location.`, {
    param: 'vertex.location',
  })
}

/** `global`, which the official SDK defaults to, has Gemini and Claude, but not every embedding and partner model. */
function defaultLocation(model: string): string {
  const { protocol } = publisherModel(model)
  const everywhere = (protocol === 'gemini' || protocol === 'claude') && !/embedding/.test(model)
  return everywhere ? 'global' : 'us-central1'
}

/** The project that pays, as far as it is known without asking Google. */
export function knownProject({ connection: { vertex } }: Connected): string | undefined {
  const { credentials } = vertex ?? {}
  const inFile = isRecord(credentials) ? (credentials['project_id'] ?? credentials['quota_project_id']) : undefined
  return vertex?.project ?? fromEnvironment(PROJECT_ENV) ?? (typeof inFile === 'string' ? inFile : undefined)
}

/** The host of a location (quirks.md 88): global, multi-region, region. */
export function hostOf(location: string): string {
  if (location === 'global') return 'https://aiplatform.googleapis.com'
  if (location === 'eu' || location === 'us') return `https://aiplatform.${location}.rep.googleapis.com`
  return `https://${location}-aiplatform.googleapis.com`
}

/** `/projects/…/locations/…`, or nothing where an API key says whose project it is, or the SDK's client adds its own. */
export function parentOf(call: Located): string {
  if (clientOf(call)) return ''
  const project = knownProject(call)
  if (project === undefined) {
    if (usesApiKey(call)) return ''
    throw new BadRequestError('No Google Cloud project. Set GOOGLE_CLOUD_PROJECT or pass vertex.project.', {
      param: 'vertex.project',
    })
  }
  return `/projects/${pathSegment(project, 'vertex.project')}/locations/${locationOf(call)}`
}

export const API_KEY_ENV = ['VERTEX_API_KEY', 'GOOGLE_VERTEX_API_KEY']

/** Express mode: a key in place of an identity. https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/overview */
export function usesApiKey({ connection }: Connected): boolean {
  if (connection.vertex?.accessToken !== undefined || connection.vertex?.credentials !== undefined) return false
  return Boolean(connection.apiKey ?? fromEnvironment(API_KEY_ENV))
}
