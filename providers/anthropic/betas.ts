import { isRecord } from '../../src/provider.js'

/** Betas that came with a tool's version. Those that have become generally available are still accepted. */
const TOOL_BETAS: ReadonlyArray<readonly [type: RegExp, beta: string]> = [
  [/^computer_20251124$/, 'computer-use-2025-11-24'],
  [/^computer_20250124$/, 'computer-use-2025-01-24'],
  [/_20241022$/, 'computer-use-2024-10-22'],
  [/^code_execution_20250522$/, 'code-execution-2025-05-22'],
  [/^code_execution_20250825$/, 'code-execution-2025-08-25'],
  [/^web_fetch_20250910$/, 'web-fetch-2025-09-10'],
  [/^memory_/, 'context-management-2025-06-27'],
  [/^tool_search_tool_/, 'advanced-tool-use-2025-11-20'],
  [/^advisor_20260301$/, 'advisor-tool-2026-03-01'],
  [/^mcp_toolset$/, 'mcp-client-2025-11-20'],
]

/** The betas that what a body holds needs (quirks.md 86), in the order in which they were found. */
export function betasOf(body: Readonly<Record<string, unknown>>): string[] {
  const betas = new Set<string>()
  const tools = listOf(body['tools'])
  for (const tool of tools) {
    if (tool['strict'] === true) betas.add('structured-outputs-2025-11-13')
    for (const [type, beta] of TOOL_BETAS) if (type.test(String(tool['type']))) betas.add(beta)
  }
  const servers = listOf(body['mcp_servers'])
  if (servers.length > 0)
    betas.add(tools.some((tool) => tool['type'] === 'mcp_toolset') ? 'mcp-client-2025-11-20' : 'mcp-client-2025-04-04')
  const management = body['context_management']
  if (isRecord(management)) {
    betas.add('context-management-2025-06-27')
    if (listOf(management['edits']).some((edit) => edit['type'] === 'compact_20260112')) betas.add('compact-2026-01-12')
  }
  const { container } = body
  if (isRecord(container) && listOf(container['skills']).length > 0) betas.add('skills-2025-10-02')
  if (body['speed'] === 'fast') betas.add('fast-mode-2026-02-01')
  if (body['fallbacks'] !== undefined) betas.add('server-side-fallback-2026-07-01')
  if (listOf(body['messages']).some(holdsFile)) betas.add('files-api-2025-04-14')
  return [...betas]
}

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** Whether a message or block refers to an uploaded file. */
function holdsFile(block: Record<string, unknown>): boolean {
  const { source } = block
  if (block['type'] === 'container_upload' || (isRecord(source) && source['type'] === 'file')) return true
  return listOf(block['content']).some(holdsFile)
}
