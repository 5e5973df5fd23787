import type { Row } from '../providers/openai-compatible/row.js'
import { rows } from '../providers/openai-compatible/rows/all.js'

/** The columns of the table, in order. */
export const ABILITIES = [
  'chat',
  'stream',
  'tools',
  'images',
  'pdf',
  'audio',
  'schema',
  'reasoning',
  'caching',
  'embeddings',
] as const
export type Ability = (typeof ABILITIES)[number]

/** `unknown`: passed on in OpenAI's form, and nothing tells whether the vendor's models take it. */
export type Answer = 'yes' | 'no' | 'unknown'
export type Abilities = Readonly<Record<Ability, Answer>>

/** The providers with a protocol of their own: what their translators carry. */
const OWN_PROTOCOL: Readonly<Record<string, readonly Ability[]>> = {
  openai: ABILITIES,
  anthropic: ['chat', 'stream', 'tools', 'images', 'pdf', 'schema', 'reasoning', 'caching'],
  azure: ['chat', 'stream', 'tools', 'images', 'schema', 'reasoning', 'caching', 'embeddings'],
  azure_ai: ['chat', 'stream', 'tools', 'images', 'schema', 'reasoning', 'caching', 'embeddings'],
  bedrock: ['chat', 'stream', 'tools', 'images', 'pdf', 'audio', 'schema', 'reasoning', 'caching', 'embeddings'],
  cohere: ['chat', 'stream', 'tools', 'images', 'schema', 'reasoning', 'caching', 'embeddings'],
  gemini: ABILITIES,
  ollama: ['chat', 'stream', 'tools', 'images', 'schema', 'reasoning', 'embeddings'],
  replicate: ['chat', 'stream'],
  sagemaker: ['chat', 'stream'],
  vertex: ABILITIES,
  watsonx: ['chat', 'stream', 'tools', 'images', 'schema', 'reasoning', 'embeddings'],
}

/** What a row says by its own columns, and by `abilities` for what no column tells. */
function ofRow({ chat, quirks = {}, embeddings, abilities = [] }: Row): Abilities {
  const stated = (ability: Ability): Answer => (abilities.some((each) => each === ability) ? 'yes' : 'unknown')
  const inChat = (ability: Ability): Answer => (chat === false ? 'no' : stated(ability))
  const refused = (param: string) => quirks.unsupported?.includes(param) === true
  return {
    chat: chat === false ? 'no' : 'yes',
    stream: chat === false ? 'no' : 'yes',
    tools: refused('tools') ? 'no' : inChat('tools'),
    images: inChat('images'),
    pdf: inChat('pdf'),
    audio: inChat('audio'),
    schema: quirks.jsonSchema ? 'yes' : inChat('schema'),
    reasoning: inChat('reasoning'),
    caching: quirks.cacheControl ? 'yes' : inChat('caching'),
    embeddings: embeddings === false ? 'no' : embeddings ? 'yes' : stated('embeddings'),
  }
}

/** These speak OpenAI's form under names of their own: what they are not known to take is passed on. */
const PASSED_ON: Readonly<Record<string, readonly Ability[]>> = {
  azure: ['pdf', 'audio'],
  azure_ai: ['pdf', 'audio'],
  sagemaker: ['tools', 'images', 'pdf', 'audio', 'schema', 'reasoning', 'caching'], // the container's affair
  watsonx: ['pdf', 'audio', 'caching'],
}

function ofOwn(prefix: string, has: readonly Ability[]): Abilities {
  const answer = (ability: Ability): Answer =>
    has.includes(ability) ? 'yes' : PASSED_ON[prefix]?.includes(ability) ? 'unknown' : 'no'
  const entries = ABILITIES.map((ability) => [ability, answer(ability)] as const)
  return Object.fromEntries(entries) as Abilities // every ability is among the entries
}

/** Every provider's prefix and what it can do, by prefix. */
export const abilitiesByPrefix: ReadonlyMap<string, Abilities> = new Map(
  [
    ...Object.entries(OWN_PROTOCOL).map(([prefix, has]) => [prefix, ofOwn(prefix, has)] as const),
    ...rows.map((row) => [row.prefix, ofRow(row)] as const),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1)),
)

const CELLS: Readonly<Record<Answer, string>> = { yes: 'yes', no: 'no', unknown: '' }

/** The table of `docs/providers.md`. */
export function abilitiesTable(): string {
  const lines = [...abilitiesByPrefix].map(([prefix, abilities]) =>
    [`\`${prefix}\``, ...ABILITIES.map((ability) => CELLS[abilities[ability]])].join(' | '),
  )
  return [
    `| prefix | ${ABILITIES.join(' | ')} |`,
    `| --- |${' --- |'.repeat(ABILITIES.length)}`,
    ...lines.map((line) => `| ${line} |`),
  ].join('\n')
}
