import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countPrompt } from '../../src/tokens/count-prompt.js'
import { type RecordedPrompt, recordedChats, whereRecordings } from './recorded-prompts.js'

/**
 * Recordings that do not fit, by how many tokens we count more (less: minus) and why.
 * docs/tokens.md has the same table.
 */
const KNOWN: Readonly<Record<string, { more: number; why: string }>> = {
  'azure-chat-9af772040b': { more: 14, why: 'three calls side by side in the history' },
  'azure-chat-a49460e375': { more: 14, why: 'three calls side by side in the history' },
  'openai-chat-9b4085896a': { more: 14, why: 'three calls side by side in the history' },
  'openai-chat-85fceb929a': { more: 4, why: 'two calls side by side in the history' },
  'openai-chat-c6ae2d0245': { more: 4, why: 'two calls side by side in the history' },
  'openai-chat-d053943547': { more: -33, why: 'anyOf with formats in a tool, in a form that nothing shows' },
  'openai-chat-d879413f71': { more: 7, why: 'a search model, which is billed without what stands around a message' },
  'azure-chat-a3000c38c0': { more: -1, why: 'the first snapshot of gpt-3.5-turbo, four tokens a message' },
}

interface Row {
  prompt: RecordedPrompt
  counted: number
  certain: boolean
}

const OPENAI = /gpt|o\d(?:-|$)/
const chats = recordedChats(['openai', 'azure', 'openrouter']).filter(
  ({ provider, model }) => OPENAI.test(model) && (provider !== 'openrouter' || model.startsWith('openrouter/openai/')),
)
const rows: Row[] = await Promise.all(
  chats.map(async (prompt) => {
    const { tokens, method } = await countPrompt(prompt.model, prompt.source)
    return { prompt, counted: tokens, certain: method === 'tokenizer' }
  }),
)
/** OpenRouter sends through the Responses API, through Azure, or with texts of its own: only plain chats compare. */
const direct = rows.filter(({ prompt }) => prompt.provider !== 'openrouter')
const unknown = ({ prompt }: Row) => !(prompt.id in KNOWN)

const hasTools = ({ prompt: { source } }: Row) =>
  Boolean(source.tools || source.functions || source.response_format?.type === 'json_schema') ||
  source.messages.some((message) => message.role === 'tool' || ('tool_calls' in message && message.tool_calls))
const hasMedia = ({ prompt: { source } }: Row) =>
  source.messages.some(
    ({ content }) => Array.isArray(content) && content.some((part) => part.type !== 'text' && part.type !== 'refusal'),
  )

const shown = ({ prompt, counted }: Row) => `${prompt.id}: ${counted}, OpenAI ${prompt.promptTokens}`
const offBy = (share: number) => (row: Row) =>
  Math.abs(row.counted - row.prompt.promptTokens) > share * row.prompt.promptTokens

test('the exceptions are in docs/tokens.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/tokens.md'), 'utf8')
  expect(Object.keys(KNOWN).filter((id) => !page.includes(id))).toEqual([])
})

describe.skipIf(chats.length === 0)(`recorded prompts of OpenAI's models${whereRecordings}`, () => {
  test('text alone is counted to the token', () => {
    const plain = rows.filter((row) => !hasTools(row) && !hasMedia(row))
    expect(plain.length).toBeGreaterThan(70)
    expect(plain.filter((row) => unknown(row) && offBy(0)(row)).map(shown)).toEqual([])
  })

  test('tools, calls in the history and formats: within one in a hundred', () => {
    const tools = direct.filter((row) => hasTools(row) && !hasMedia(row))
    expect(tools.length).toBeGreaterThan(110)
    expect(tools.filter((row) => unknown(row) && offBy(0.01)(row)).map(shown)).toEqual([])
    expect(tools.filter(offBy(0)).length).toBeLessThan(tools.length / 8)
  })

  test('images whose size is known: within three in a hundred', () => {
    const images = direct.filter((row) => hasMedia(row) && row.certain)
    expect(images.length).toBeGreaterThan(4)
    expect(images.filter(offBy(0.03)).map(shown)).toEqual([])
  })

  test('the exceptions are as they are written down', () => {
    const found = direct.filter((row) => !unknown(row))
    expect(found.map(({ prompt, counted }) => [prompt.id, counted - prompt.promptTokens]).sort()).toEqual(
      Object.entries(KNOWN)
        .map(([id, { more }]) => [id, more])
        .sort(),
    )
  })
})
