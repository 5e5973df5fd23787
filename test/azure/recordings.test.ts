import { describe, expect, it } from 'vitest'
import { azure, azureAi } from '../../providers/azure/index.js'
import { isRecord } from '../../src/provider.js'
import { complete } from '../openai/wire.js'
import { recordingsOf, whereRecordings } from '../support/recordings-of.js'

const API_PATHS: Readonly<Record<string, RegExp>> = {
  chat: /^\/+(?:openai\/v1|openai\/deployments\/[^/]+|models)\/chat\/completions/,
  responses: /^\/openai\/v1\/responses/,
}

/** Where a recorded request went: host, path and API version. */
function requestOf(recording: object): { host: string; path: string } | undefined {
  const request: unknown = Reflect.get(recording, 'request')
  if (!isRecord(request)) return undefined
  const { host, path } = request
  return typeof host === 'string' && typeof path === 'string' ? { host, path } : undefined
}

const sent = Object.entries(API_PATHS).flatMap(([api, pattern]) =>
  recordingsOf('azure', api).flatMap((recording) => {
    const request = requestOf(recording)
    return request && pattern.test(request.path) && recording.response.status < 400
      ? [[recording.id, api, request, recording] as const]
      : []
  }),
)

describe.skipIf(whereRecordings !== '')(`recorded requests${whereRecordings}`, () => {
  it('are found', () => expect(sent.length).toBeGreaterThan(40))

  it.each(sent)('%s went where we send it', async (_, api, { host, path }, recording) => {
    const { pathname, searchParams } = new URL(`https://${host}${path.replace(/^\/+/, '/')}`)
    const apiVersion = searchParams.get('api-version')
    const deployment = /deployments\/([^/]+)/.exec(pathname)?.[1] ?? 'my-deployment'
    const provider = pathname.startsWith('/models') ? azureAi : azure
    const { request } = await complete(
      {
        ...provider,
        complete: (asked, call) =>
          provider.complete(asked, {
            ...call,
            connection: {
              apiKey: 'sk-test',
              baseURL: `https://${host}`,
              ...(apiVersion !== null && { azure: { apiVersion } }),
            },
          }),
      },
      { model: api === 'responses' ? `responses/${deployment}` : deployment },
      { body: recording.stream ? answerOf(api) : recording.response.body },
    )
    const url = new URL(request.baseURL)
    expect(url.hostname).toBe(host.toLowerCase())
    expect(url.pathname + request.path).toBe(pathname)
    expect(url.searchParams.get('api-version')).toBe(apiVersion)
  })
})

/** Of a recorded stream only the request is looked at here. */
function answerOf(api: string): object {
  if (api === 'responses') return { status: 'completed', output: [] }
  return { choices: [{ message: { content: 'Hi.' }, finish_reason: 'stop' }] }
}
