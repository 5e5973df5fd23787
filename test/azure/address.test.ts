import { describe, expect, it } from 'vitest'
import { toAzureAddress, toFoundryAddress, type Wish } from '../../providers/azure/address.js'

const RESOURCE = 'https://mine.openai.azure.com'
const FOUNDRY = 'https://mine.services.ai.azure.com'
const DATE = '2024-10-21'
const chat: Wish = { operation: 'chat/completions', model: 'gpt-eu' }
const BASES = ['', '/', '/openai', '/openai/', '/openai/v1', '/openai/v1/'] as const

describe('where an Azure OpenAI request goes (64)', () => {
  it.each(BASES)('v1, from %j', (path) => {
    expect(toAzureAddress(RESOURCE + path, chat)).toEqual({ baseURL: `${RESOURCE}/openai/v1` })
  })

  it.each([...BASES, '/openai/deployments/gpt-eu'])('the deployment, from %j and a date', (path) => {
    expect(toAzureAddress(RESOURCE + path, { ...chat, version: DATE })).toEqual({
      baseURL: `${RESOURCE}/openai/deployments/gpt-eu?api-version=${DATE}`,
    })
  })

  it('a date of the environment counts, but not against a URL that says v1', () => {
    const wish = { ...chat, defaultVersion: DATE }
    expect(toAzureAddress(RESOURCE, wish).baseURL).toBe(`${RESOURCE}/openai/deployments/gpt-eu?api-version=${DATE}`)
    expect(toAzureAddress(`${RESOURCE}/openai/v1`, wish).baseURL).toBe(`${RESOURCE}/openai/v1`)
  })

  it.each(['v1', 'preview'])('the version %s is one of v1', (version) => {
    expect(toAzureAddress(RESOURCE, { ...chat, version }).baseURL).toBe(`${RESOURCE}/openai/v1?api-version=${version}`)
  })

  it('the deployment in the base URL is named in the body of v1', () => {
    expect(toAzureAddress(`${RESOURCE}/openai/deployments/other`, chat)).toEqual({
      baseURL: `${RESOURCE}/openai/v1`,
      deployment: 'other',
    })
  })

  it('responses belong to no deployment', () => {
    expect(toAzureAddress(RESOURCE, { ...chat, operation: 'responses', version: DATE }).baseURL).toBe(
      `${RESOURCE}/openai?api-version=${DATE}`,
    )
  })

  it('a URL copied from the portal is taken with its version', () => {
    const copied = `${RESOURCE}/openai/deployments/gpt-eu/chat/completions?api-version=${DATE}`
    expect(toAzureAddress(copied, chat).baseURL).toBe(`${RESOURCE}/openai/deployments/gpt-eu?api-version=${DATE}`)
  })

  it.each(['https://mine.openai.azure.us', 'https://mine.cognitiveservices.azure.com', FOUNDRY])(
    '%s is Azure',
    (host) => {
      expect(toAzureAddress(host, chat).baseURL).toBe(`${host}/openai/v1`)
    },
  )

  it.each(['https://proxy.example/v1', 'https://proxy.example', 'http://127.0.0.1:4000/openai/v1'])(
    '%s is used as it is',
    (base) => {
      expect(toAzureAddress(base, { ...chat, defaultVersion: DATE })).toEqual({ baseURL: base })
    },
  )

  it('another host with a date of its own and a path like it is addressed like Azure', () => {
    const wish = { ...chat, version: DATE }
    expect(toAzureAddress('https://proxy.example/openai', wish).baseURL).toBe(
      `https://proxy.example/openai/deployments/gpt-eu?api-version=${DATE}`,
    )
    expect(toAzureAddress('https://proxy.example/v1', wish).baseURL).toBe('https://proxy.example/v1')
  })

  it('a host that only looks like it is not Azure', () => {
    expect(toAzureAddress('https://mine.openai.azure.com.example', chat).baseURL).toBe(
      'https://mine.openai.azure.com.example',
    )
  })

  it('a name with signs of its own stays one piece of the path', () => {
    expect(toAzureAddress(RESOURCE, { ...chat, model: 'a/b?c', version: DATE }).baseURL).toBe(
      `${RESOURCE}/openai/deployments/a%2Fb%3Fc?api-version=${DATE}`,
    )
  })
})

describe('where a request to Foundry goes', () => {
  it.each(BASES)('v1, from %j', (path) => {
    expect(toFoundryAddress(FOUNDRY + path, chat).baseURL).toBe(`${FOUNDRY}/openai/v1`)
  })

  it('the models endpoint, from a date or a base URL that says so', () => {
    const version = '2024-05-01-preview'
    const models = `${FOUNDRY}/models?api-version=${version}`
    expect(toFoundryAddress(FOUNDRY, { ...chat, version }).baseURL).toBe(models)
    expect(toFoundryAddress(`${FOUNDRY}/models`, chat).baseURL).toBe(models)
    expect(toFoundryAddress(`${FOUNDRY}/models/chat/completions?api-version=${version}`, chat).baseURL).toBe(models)
  })

  it('responses are not there', () => {
    const wish: Wish = { ...chat, operation: 'responses', version: '2024-05-01-preview' }
    expect(toFoundryAddress(`${FOUNDRY}/models`, wish).baseURL).toBe(`${FOUNDRY}/openai/v1`)
  })

  it.each(['https://phi.eastus2.models.ai.azure.com', 'https://mine.westus.inference.ml.azure.com/v1'])(
    'a model with an endpoint of its own is asked there: %s',
    (endpoint) => {
      for (const toAddress of [toFoundryAddress, toAzureAddress]) {
        expect(toAddress(endpoint, chat).baseURL).toBe(endpoint)
        expect(toAddress(`${endpoint}/chat/completions`, chat).baseURL).toBe(endpoint)
        expect(toAddress(endpoint, { ...chat, version: DATE }).baseURL).toBe(`${endpoint}?api-version=${DATE}`)
      }
    },
  )

  it.each([
    ...BASES,
    '/models',
    '/anthropic',
    '/anthropic/v1',
    '/anthropic/v1/messages',
    '/models?api-version=2024-05-01-preview',
  ])("Claude's messages, from %j", (path) => {
    const wish: Wish = { operation: 'messages', model: 'claude-sonnet-4-5', version: DATE }
    expect(toFoundryAddress(FOUNDRY + path, wish).baseURL).toBe(`${FOUNDRY}/anthropic`)
  })

  it("Claude's messages, at another host", () => {
    const wish: Wish = { operation: 'messages', model: 'claude-sonnet-4-5' }
    expect(toFoundryAddress('https://proxy.example/claude/v1', wish).baseURL).toBe('https://proxy.example/claude')
    expect(toFoundryAddress('https://proxy.example', wish).baseURL).toBe('https://proxy.example')
  })

  it('another host is used as it is', () => {
    expect(toFoundryAddress('https://proxy.example/v1', chat).baseURL).toBe('https://proxy.example/v1')
  })
})
