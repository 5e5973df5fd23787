import { type Dialect, fromRow, type ModelDialect } from '../../providers/openai-compatible/index.js'
import type { Provider } from '../../src/provider.js'

/** A host that differs from a plain one by these quirks alone. */
export function hostWith(quirks: Dialect, models: readonly ModelDialect[] = []): Provider {
  return fromRow({
    prefix: 'acme',
    name: 'Acme',
    baseURL: 'https://api.acme.example/v1',
    apiKeyEnv: ['ACME_API_KEY'],
    docs: 'https://docs.acme.example',
    quirks,
    models,
  })
}
