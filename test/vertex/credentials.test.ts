import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProviderCall } from '../../src/provider.js'
import { callWith } from '../gemini/call.js'

/** What the library was asked for: it would go to Google. */
const library = vi.hoisted(() => ({
  opened: [] as unknown[],
  token: 'token',
  project: 'from-credentials',
  missing: false,
}))

vi.mock('google-auth-library', () => ({
  get GoogleAuth() {
    if (library.missing) throw new Error('Cannot find package')
    return class {
      constructor(options: unknown) {
        library.opened.push(options)
      }
      getAccessToken = async () => library.token
      getProjectId = async () => library.project
      getClient = async () => ({ getProjectId: async () => 'of-federation' })
    }
  },
}))

beforeEach(() => {
  library.opened.length = 0
  for (const name of Object.keys(process.env).filter((each) => /^(?:GOOGLE|GCLOUD|VERTEX)/.test(each)))
    vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
})

const scopes = 'https://www.googleapis.com/auth/cloud-platform'

/** A provider of its own for each test: it keeps its clients. */
async function sender() {
  const { vertex } = await import('../../providers/vertex/index.js')
  return async (options: ProviderCall['connection'], status = 200) => {
    const { call, seen } = callWith(options, { status })
    await vertex.complete({ model: '', messages: [{ role: 'user', content: 'Hi' }] }, call)
    return seen[0]
  }
}

describe('google-auth-library', () => {
  it('gives the token and the project of the application, through one client for all calls', async () => {
    const send = await sender()
    const first = await send({})
    await send({})
    expect(first?.headers['authorization']).toBe('Bearer token')
    expect(first?.path).toContain('/projects/from-credentials/')
    expect(library.opened).toEqual([{ scopes }])
  })

  it('is asked for a token at every request, and renews it itself', async () => {
    const send = await sender()
    await send({ vertex: { project: 'p' } })
    library.token = 'renewed'
    expect((await send({ vertex: { project: 'p' } }))?.headers['authorization']).toBe('Bearer renewed')
    library.token = 'token'
  })

  it('reads a service account as an object, with one client for each', async () => {
    const credentials = { type: 'service_account', project_id: 'of-account', client_email: 'a@b', private_key: 'k' }
    const send = await sender()
    const sent = await send({ vertex: { credentials } })
    await send({ vertex: { credentials } })
    expect(sent?.path).toContain('/projects/of-account/')
    expect(library.opened).toEqual([{ credentials, scopes }])
  })

  it('reads a service account as JSON, or from a file', async () => {
    const send = await sender()
    await send({ vertex: { project: 'p', credentials: '{"client_email":"a@b"}' } })
    await send({ vertex: { project: 'p', credentials: '/etc/account.json' } })
    expect(library.opened).toEqual([
      { credentials: { client_email: 'a@b' }, scopes },
      { keyFilename: '/etc/account.json', scopes },
    ])
  })

  it('is told the project that JSON names, whatever the application has', async () => {
    const account = { type: 'service_account', project_id: 'of-tenant', client_email: 'a@b', private_key: 'k' }
    const credentials = `${JSON.stringify(account)}\n`
    const send = await sender()
    expect((await send({ vertex: { credentials } }))?.path).toContain('/projects/of-tenant/')
    await send({ vertex: { credentials } })
    expect(library.opened).toEqual([{ credentials: account, scopes }])
  })

  it('is asked for the project of federated credentials, not of the application', async () => {
    const send = await sender()
    const sent = await send({ vertex: { credentials: '{"type":"external_account"}' } })
    expect(sent?.path).toContain('/projects/of-federation/')
  })

  it.each([
    ['the application', undefined],
    ['a file', '/etc/account.json'],
    ['JSON', '{"project_id":"p"}'],
    ['an object', { project_id: 'p' }],
  ])('is opened anew where a token of %s was refused', async (_, credentials) => {
    const send = await sender()
    const vertex = { project: 'p', ...(credentials !== undefined && { credentials }) }
    await expect(send({ vertex }, 401)).rejects.toMatchObject({ name: 'AuthenticationError' })
    await send({ vertex })
    await send({ vertex })
    expect(library.opened).toHaveLength(2)
  })

  it('keeps a bounded number of clients', async () => {
    const send = await sender()
    const open = (user: number) => send({ vertex: { project: 'p', credentials: `/etc/${user}.json` } })
    for (let user = 0; user <= 500; user++) await open(user)
    await open(500)
    expect(library.opened).toHaveLength(501)
    await open(0)
    expect(library.opened).toHaveLength(502)
  })

  it('never shows a text that is not JSON', async () => {
    const send = await sender()
    const sending = send({ vertex: { project: 'p', credentials: '{"private_key": secret' } })
    const error = await sending.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'AuthenticationError', code: 'missing_credentials' })
    expect(error).not.toHaveProperty('cause')
    expect(String(error)).not.toContain('secret')
  })

  it('is not needed where the caller has a token', async () => {
    const send = await sender()
    await send({ vertex: { project: 'p', accessToken: 'own' } })
    expect(library.opened).toEqual([])
  })
})
