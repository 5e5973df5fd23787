import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { providersPage } from '../../docs/generate-providers.js'
import { leftOut } from '../../docs/left-out-providers.js'
import { openaiCompatiblePrefixes } from '../../providers/openai-compatible/index.js'
import type { Row } from '../../providers/openai-compatible/row.js'
import { rows } from '../../providers/openai-compatible/rows/all.js'
import { Registry } from '../../src/registry.js'

/** Providers that are code of their own. */
const OWN_PROTOCOL = [
  'openai',
  'anthropic',
  'azure',
  'azure_ai',
  'cohere',
  'cohere_chat',
  'ollama',
  'ollama_chat',
  'watsonx',
  'replicate',
]

const names = openaiCompatiblePrefixes()

/** The prefixes of the rows that break a rule. */
const breaking = (broken: (row: Row) => boolean) => rows.filter(broken).map(({ prefix }) => prefix)

function isReachable(baseURL: string): boolean {
  const { protocol, hostname } = new URL(baseURL)
  return protocol === (hostname === 'localhost' || hostname === '127.0.0.1' ? 'http:' : 'https:')
}

describe('the table of vendors', () => {
  it('names every prefix and alias once, in a form that can stand before the slash', () => {
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
    expect(names.filter((name) => OWN_PROTOCOL.includes(name))).toEqual([])
    expect(names.filter((name) => !/^[a-z0-9][a-z0-9_.-]*$/.test(name))).toEqual([])
  })

  it('reaches every vendor over https, and only this machine without', () => {
    expect(breaking(({ baseURL }) => baseURL !== undefined && !isReachable(baseURL))).toEqual([])
  })

  it('ends no base URL with a slash and leaves no placeholder in one', () => {
    expect(breaking(({ baseURL = '' }) => /\/$|[<{$]/.test(baseURL))).toEqual([])
  })

  it('says in a note where a vendor without a base URL is reached', () => {
    expect(breaking(({ baseURL, note = '' }) => baseURL === undefined && !/`(?:https?:|<)[^`]+`/.test(note))).toEqual(
      [],
    )
  })

  it('names its variables in upper case', () => {
    const variables = ({ apiKeyEnv, baseURLEnv = [] }: Row) => [...apiKeyEnv, ...baseURLEnv]
    expect(breaking((row) => variables(row).some((name) => !/^[A-Z][A-Z0-9_]*$/.test(name)))).toEqual([])
  })

  it('has a key variable for every vendor that needs a key', () => {
    expect(breaking(({ apiKeyEnv, keyOptional }) => apiKeyEnv.length === 0 && !keyOptional)).toEqual([])
  })

  it('gives no key to two vendors', () => {
    const keys = rows.flatMap(({ apiKeyEnv }) => apiKeyEnv)
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
  })

  it('links the page that each row is taken from', () => {
    expect(breaking(({ docs }) => !URL.canParse(docs) || !docs.startsWith('https://'))).toEqual([])
  })

  it('writes header names in lower case', () => {
    const headers = ({ headers = {}, keyHeader = '' }: Row) => [...Object.keys(headers), keyHeader]
    expect(breaking((row) => headers(row).some((name) => name !== name.toLowerCase()))).toEqual([])
  })

  it('tests names of models with patterns that keep no state', () => {
    expect(breaking(({ models = [] }) => models.some(({ model }) => /[gy]/.test(model.flags)))).toEqual([])
  })
})

describe('docs/providers.md', () => {
  it('is what the table says (npm run docs)', () => {
    expect(readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8')).toBe(providersPage())
  })

  it('leaves out nothing that is there', () => {
    expect(leftOut.map(({ prefix }) => prefix).filter((prefix) => names.includes(prefix))).toEqual([])
  })
})

const list = new URL('../../../shared/data/openai_compatible.json', import.meta.url)
const known = existsSync(list)

describe.skipIf(!known)(`LiteLLM's vendors${known ? '' : ' (left out: no ../shared/data here)'}`, () => {
  it('are in the table, code of their own, or left out with a reason', () => {
    const wanted: { prefix: string }[] = JSON.parse(readFileSync(list, 'utf8'))
    const reasons = leftOut.filter(({ reason }) => reason.length > 10).map(({ prefix }) => prefix)
    const accounted = new Set([...names, ...OWN_PROTOCOL, ...reasons])
    expect(wanted.map(({ prefix }) => prefix).filter((prefix) => !accounted.has(prefix))).toEqual([])
  })
})

const others = new URL('../../../shared/data/own_protocol.json', import.meta.url)

describe.skipIf(!existsSync(others))('vendors with a protocol of their own', () => {
  it('are found under their prefix, or left out with a reason', async () => {
    const groups: { prefixes: string[] }[] = JSON.parse(readFileSync(others, 'utf8'))
    const registry = new Registry()
    const found = async (prefix: string) =>
      leftOut.some((entry) => entry.prefix === prefix) ||
      Promise.resolve(registry.get(prefix)).then(
        () => true,
        () => false,
      )
    const missing: string[] = []
    for (const prefix of groups.flatMap(({ prefixes }) => prefixes)) if (!(await found(prefix))) missing.push(prefix)
    expect(missing).toEqual([])
  })
})
