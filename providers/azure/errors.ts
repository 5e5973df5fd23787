import { type ErrorFacts, isRecord } from '../../src/provider.js'

type Fields = Readonly<Record<string, unknown>>

/**
 * What an error of Azure's says. A filtered prompt is a 400 whose `innererror` names what was filtered (quirks.md 63);
 * Foundry spells it `inner_error` and `content_filter_results`.
 */
export function toAzureErrorFacts(facts: ErrorFacts, body: unknown): ErrorFacts {
  const error = fieldsOf(fieldsOf(body)['error'])
  const inner = fieldsOf(error['innererror'] ?? error['inner_error'])
  const isFilter = facts.code === 'content_filter' || inner['code'] === 'ResponsibleAIPolicyViolation'
  if (!isFilter) return facts
  const filtered = filteredIn(fieldsOf(inner['content_filter_result'] ?? inner['content_filter_results']))
  return {
    ...facts,
    code: 'content_filter',
    message: filtered.length > 0 ? `${facts.message} Filtered: ${filtered.join(', ')}.`.trimStart() : facts.message,
  }
}

/** `hate (severity high)`, `jailbreak (detected)`: the categories that made the filter stop. */
function filteredIn(results: Fields): string[] {
  return Object.entries(results).flatMap(([category, value]) => {
    const result = fieldsOf(value)
    if (result['filtered'] !== true) return []
    const { severity, detected } = result
    if (typeof severity === 'string') return [`${category} (severity ${severity})`]
    return [detected === true ? `${category} (detected)` : category]
  })
}

const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {})
