import type { ProviderCompletion, StreamHead } from '../../src/provider.js'

type ServiceTier = NonNullable<ProviderCompletion['service_tier']>

/** Complete by type. Other hosts' words (Groq's `on_demand`) are none of OpenAI's. */
const SERVICE_TIERS: Readonly<Record<ServiceTier, true>> = {
  auto: true,
  default: true,
  flex: true,
  scale: true,
  priority: true,
}

function isServiceTier(value: unknown): value is ServiceTier {
  return typeof value === 'string' && Object.hasOwn(SERVICE_TIERS, value)
}

/** What an answer or a chunk says of itself; empty and zero values are none (Azure's first chunk, Snowflake). */
export function toHead(body: Readonly<Record<string, unknown>>): StreamHead {
  const { id, created, model, service_tier, system_fingerprint } = body
  return {
    id: typeof id === 'string' && id !== '' ? id : undefined,
    created: toSeconds(created),
    model: typeof model === 'string' && model !== '' ? model : undefined,
    serviceTier: isServiceTier(service_tier) ? service_tier : undefined,
    systemFingerprint:
      typeof system_fingerprint === 'string' && system_fingerprint !== '' ? system_fingerprint : undefined,
  }
}

function toSeconds(created: unknown): number | undefined {
  if (typeof created !== 'number' || !Number.isFinite(created) || created <= 0) return undefined
  return Math.floor(created > 1e11 ? created / 1000 : created)
}
