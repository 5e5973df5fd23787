import { isRecord } from '../contract/is-record.js'

/** The keys that a client of an official SDK holds, by the names that `openai` and `@anthropic-ai/sdk` give them. */
export function secretsOf(client: object | undefined): string[] {
  if (!isRecord(client)) return []
  const secrets: string[] = []
  for (const name of ['apiKey', 'authToken', 'adminAPIKey']) {
    const value = client[name]
    if (typeof value === 'string' && value !== '') secrets.push(value)
  }
  return secrets
}
