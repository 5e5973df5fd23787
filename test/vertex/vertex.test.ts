import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { vertex } from '../../providers/vertex/index.js'
import type { ChatMessage, ProviderRequest } from '../../src/provider.js'
import { answer, callWith } from '../gemini/call.js'

const request: ProviderRequest = { model: '', messages: [{ role: 'user', content: 'Hi' }] }
const CLAUDE = 'claude-sonnet-4-5@20250929'
const claudeAnswer = { id: 'msg_1', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn' }
const openaiAnswer = {
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
}
const own = { project: 'p', location: 'us-east5', accessToken: 'ya29.token' }

// The project of who runs the tests must not decide what they show.
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((each) =>
    /^(?:GOOGLE|GCLOUD|VERTEX|ANTHROPIC_VERTEX|CLOUD_ML)/.test(each),
  ))
    vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

async function send(model: string, options: object = { vertex: own }, body: unknown = answer([{ text: 'Hello' }])) {
  const { call, seen } = callWith(options, { body }, model)
  const reply = await vertex.complete(request, call)
  expect(reply.choices[0]?.message.content).toBe('Hello')
  const [sent] = seen
  if (!sent) throw new Error('Nothing was sent.')
  return { ...sent, call }
}

describe('hosts (quirks.md 88)', () => {
  it.each([
    ['global', 'https://aiplatform.googleapis.com'],
    ['us', 'https://aiplatform.us.rep.googleapis.com'],
    ['eu', 'https://aiplatform.eu.rep.googleapis.com'],
    ['us-east5', 'https://us-east5-aiplatform.googleapis.com'],
  ])('%s is %s', async (location, host) => {
    const sent = await send('gemini-2.5-flash', { vertex: { ...own, location } })
    expect(sent.baseURL).toBe(host)
    expect(sent.path).toContain(`/locations/${location}/`)
  })

  it('come from the environment, or are global', async () => {
    const vertexOptions = { accessToken: 't', project: 'p' }
    expect((await send('gemini-2.5-flash', { vertex: vertexOptions })).baseURL).toBe(
      'https://aiplatform.googleapis.com',
    )
    vi.stubEnv('VERTEXAI_LOCATION', 'europe-west4')
    vi.stubEnv('VERTEXAI_PROJECT', 'q')
    const sent = await send('gemini-2.5-flash', { vertex: { accessToken: 't' } })
    expect(sent.baseURL).toBe('https://europe-west4-aiplatform.googleapis.com')
    expect(sent.path).toContain('/projects/q/')
  })

  it.each(['attacker.example#', 'evil.example/x?', '..', 'us-east5.evil.example', ''])(
    'are not made of %j, which is no location',
    async (location) => {
      const { call, seen } = callWith({ vertex: { ...own, location } }, {}, 'gemini-2.5-flash')
      await expect(vertex.complete(request, call)).rejects.toMatchObject({
        name: 'BadRequestError',
        param: 'vertex.location',
      })
      expect(seen).toEqual([])
    },
  )

  it('give way to a base URL', async () => {
    expect((await send('gemini-2.5-flash', { vertex: own, baseURL: 'https://proxy.example' })).baseURL).toBe(
      'https://proxy.example',
    )
  })
})

describe('models', () => {
  const parent = '/projects/p/locations/us-east5'

  it.each([
    ['gemini-2.5-flash', `/v1beta1${parent}/publishers/google/models/gemini-2.5-flash:generateContent`],
    [
      'publishers/google/models/gemini-2.5-flash',
      `/v1beta1${parent}/publishers/google/models/gemini-2.5-flash:generateContent`,
    ],
    ['endpoints/123', `/v1beta1${parent}/endpoints/123:generateContent`],
    ['gemini/123', `/v1beta1${parent}/endpoints/123:generateContent`],
  ])('%s speaks Gemini', async (model, path) => {
    expect((await send(model)).path).toBe(path)
  })

  it.each([CLAUDE, `anthropic/${CLAUDE}`])(
    '%s speaks the Messages API, its model in the path (quirks.md 88)',
    async (model) => {
      const sent = await send(model, { vertex: own }, claudeAnswer)
      expect(sent.path).toBe(`/v1${parent}/publishers/anthropic/models/claude-sonnet-4-5%4020250929:rawPredict`)
      expect(sent.body).toMatchObject({ anthropic_version: 'vertex-2023-10-16', messages: [{ role: 'user' }] })
      expect(sent.body).not.toHaveProperty('model')
    },
  )

  it('others speak the dialect of OpenAI through one endpoint', async () => {
    const sent = await send('meta/llama-4-maverick-17b-128e-instruct-maas', { vertex: own }, openaiAnswer)
    expect(sent.path).toBe(`/v1beta1${parent}/endpoints/openapi/chat/completions`)
    expect(sent.body).toMatchObject({ model: 'meta/llama-4-maverick-17b-128e-instruct-maas' })
  })

  it.each(['mistralai/mistral-medium-3@001', 'mistral-medium-3@001'])(
    '%s gets its own chat completions',
    async (model) => {
      const sent = await send(model, { vertex: own }, openaiAnswer)
      expect(sent.path).toBe(`/v1${parent}/publishers/mistralai/models/mistral-medium-3%40001:rawPredict`)
      expect(sent.body).toMatchObject({ model: 'mistral-medium-3' })
    },
  )

  it.each(['google/..', 'endpoints/..', 'anthropic/..', 'mistralai/..', '..'])(
    'such as %s lead nowhere else',
    async (model) => {
      const { call, seen } = callWith({ vertex: own }, {}, model)
      await expect(vertex.complete(request, call)).rejects.toMatchObject({ name: 'BadRequestError', param: 'model' })
      expect(seen).toEqual([])
    },
  )

  it('pay by a project that is one segment of the path', async () => {
    const { call } = callWith({ vertex: { ...own, project: '..' } }, {}, 'gemini-2.5-flash')
    await expect(vertex.complete(request, call)).rejects.toMatchObject({ param: 'vertex.project' })
    expect((await send('gemini-2.5-flash', { vertex: { ...own, project: 'a/b' } })).path).toContain('/projects/a%2Fb/')
  })

  it('stream by a method of their own', async () => {
    const path = async (model: string) => {
      const { call, seen } = callWith(
        { vertex: own },
        { body: model === CLAUDE ? claudeAnswer : answer([{ text: 'x' }]) },
        model,
        true,
      )
      await vertex.stream(request, call)
      return seen[0]?.path
    }
    expect(await path('gemini-2.5-flash')).toMatch(/:streamGenerateContent\?alt=sse$/)
    expect(await path(CLAUDE)).toMatch(/:streamRawPredict$/)
  })
})

describe('Claude on Vertex (quirks.md 88)', () => {
  it('answers in JSON through a hidden tool, since it has no format of its own there', async () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    }
    const body = {
      ...claudeAnswer,
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', id: 't', name: 'json', input: { a: 'b' } }],
    }
    const { call, seen } = callWith({ vertex: own }, { body }, CLAUDE)
    const reply = await vertex.complete(
      { ...request, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } },
      call,
    )
    expect(seen[0]?.body).not.toHaveProperty('output_config')
    expect(reply.choices[0]).toMatchObject({ message: { content: '{"a":"b"}' }, finish_reason: 'stop' })
  })

  it('has URLs of media downloaded, which Gemini does not need', () => {
    expect(vertex.needsDownload?.('https://example.com/a.png', CLAUDE)).toBe(true)
    expect(vertex.needsDownload?.('https://example.com/a.png', 'gemini-2.5-flash')).toBe(false)
  })
})

it('sends no ids of calls to Gemini (quirks.md 105)', async () => {
  const messages: ChatMessage[] = [
    ...request.messages,
    { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    { role: 'tool', tool_call_id: 'a', content: 'ok' },
  ]
  const { call, seen } = callWith({ vertex: own }, {}, 'gemini-3-flash-preview')
  await vertex.complete({ ...request, messages }, call)
  expect(JSON.stringify(seen[0]?.body)).not.toContain('"id"')
})

describe('identity', () => {
  it('is the token given, or the function asked at every request', async () => {
    expect((await send('gemini-2.5-flash')).headers['authorization']).toBe('Bearer ya29.token')
    let count = 0
    const accessToken = async () => `token-${++count}`
    const options = { vertex: { ...own, accessToken } }
    expect((await send('gemini-2.5-flash', options)).headers['authorization']).toBe('Bearer token-1')
    const sent = await send('gemini-2.5-flash', options)
    expect(sent.headers['authorization']).toBe('Bearer token-2')
    expect(sent.call.secrets).toContain('token-2')
  })

  it.each([
    ['text', async () => 'from-client'],
    ['an object', async () => ({ token: 'from-client' })],
  ])('is a client of google-auth-library, whose token is %s', async (_, getAccessToken) => {
    const sent = await send('gemini-2.5-flash', { vertex: { project: 'p', credentials: { getAccessToken } } })
    expect(sent.headers['authorization']).toBe('Bearer from-client')
  })

  it('is an API key where there is nothing else, which also says the project', async () => {
    const sent = await send('gemini-2.5-flash', { apiKey: 'AIza' })
    expect(sent.headers).toMatchObject({ 'x-goog-api-key': 'AIza' })
    expect(sent.path).toBe('/v1beta1/publishers/google/models/gemini-2.5-flash:generateContent')
  })

  it("is the caller's own header", async () => {
    const sent = await send('gemini-2.5-flash', { vertex: { project: 'p' }, headers: { Authorization: 'Bearer mine' } })
    expect(sent.headers['authorization']).toBe('Bearer mine')
  })

  it('without a project or a token says what to set', async () => {
    const sending = (options: object) => vertex.complete(request, callWith(options, {}, 'gemini-2.5-flash').call)
    await expect(sending({ vertex: { accessToken: 't' } })).rejects.toThrow(
      'Set GOOGLE_CLOUD_PROJECT or pass vertex.project',
    )
    await expect(sending({ vertex: { ...own, accessToken: () => '' } })).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringContaining('gcloud auth application-default login'),
    })
    const credentials = { getAccessToken: () => Promise.reject(new Error('expired')) }
    await expect(sending({ vertex: { project: 'p', credentials } })).rejects.toMatchObject({
      name: 'AuthenticationError',
    })
  })

  it('loses the line break at its end', async () => {
    const sent = await send('gemini-2.5-flash', { vertex: { ...own, accessToken: 'ya29.token\n' } })
    expect(sent.headers['authorization']).toBe('Bearer ya29.token')
    const accessToken = async () => 'ya29.other\r\n'
    const other = await send('gemini-2.5-flash', { vertex: { ...own, accessToken } })
    expect(other.headers['authorization']).toBe('Bearer ya29.other')
  })

  it('that the function of the caller fails to give is an error of the credentials', async () => {
    const cause = new Error('sts down')
    const { call } = callWith({ vertex: { ...own, accessToken: () => Promise.reject(cause) } })
    await expect(vertex.complete(request, call)).rejects.toMatchObject({
      name: 'AuthenticationError',
      code: 'missing_credentials',
      cause,
    })
  })

  it('ends its wait with the call', async () => {
    const { call } = callWith({ vertex: { ...own, accessToken: () => new Promise<string>(() => {}) } })
    const reason = new Error('enough')
    const sending = vertex.complete(request, { ...call, signal: AbortSignal.abort(reason) })
    await expect(sending).rejects.toBe(reason)
  })
})

describe('embeddings', () => {
  const embed = async (model: string, body: unknown, input = ['a', 'b']) => {
    const { call, seen } = callWith({ vertex: { project: 'p', accessToken: 't' } }, { body }, model)
    const reply = await vertex.embed?.({ model: '', input, dimensions: 2, input_type: 'document' }, call)
    return { reply, sent: seen[0] }
  }

  it('go to predict, which counts', async () => {
    const prediction = (values: number[]) => ({ embeddings: { values, statistics: { token_count: 3 } } })
    const { reply, sent } = await embed('text-embedding-005', { predictions: [prediction([1, 2]), prediction([3, 4])] })
    expect(sent).toMatchObject({
      baseURL: 'https://us-central1-aiplatform.googleapis.com',
      path: '/v1beta1/projects/p/locations/us-central1/publishers/google/models/text-embedding-005:predict',
      body: {
        instances: [
          { content: 'a', task_type: 'RETRIEVAL_DOCUMENT' },
          { content: 'b', task_type: 'RETRIEVAL_DOCUMENT' },
        ],
        parameters: { outputDimensionality: 2 },
      },
    })
    expect(reply).toMatchObject({ data: [{ embedding: [1, 2] }, { embedding: [3, 4] }], usage: { prompt_tokens: 6 } })
  })

  it('have what is of one text beside it, and report what is left out', async () => {
    const { call, seen } = callWith(
      { vertex: { project: 'p', accessToken: 't' } },
      { body: { predictions: [{ embeddings: { values: [1] } }] } },
      'text-embedding-005',
    )
    const request = { model: '', input: ['a'], user: 'me', title: 'A', taskType: 'CLUSTERING', autoTruncate: false }
    await vertex.embed?.(request, { ...call, extraBody: { outputDimensionality: 3 } })
    expect(seen[0]?.body).toEqual({
      instances: [{ content: 'a', title: 'A', task_type: 'CLUSTERING' }],
      parameters: { autoTruncate: false, outputDimensionality: 3 },
    })
    expect(call.report.droppedParams).toEqual(['user'])
  })

  it('of newer models go to embedContent, one by one', async () => {
    const { reply, sent } = await embed('gemini-embedding-2-preview', { embedding: { values: [1, 2] } }, ['a'])
    expect(sent?.path).toMatch(/:embedContent$/)
    expect(sent?.body).toEqual({
      content: { parts: [{ text: 'a' }] },
      embedContentConfig: { taskType: 'RETRIEVAL_DOCUMENT', outputDimensionality: 2 },
    })
    expect(reply?.data).toMatchObject([{ embedding: [1, 2] }])
    expect(vertex.embedBatch?.('gemini-embedding-2-preview')).toBe(1)
  })
})
