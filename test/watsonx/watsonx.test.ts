import { afterEach, describe, expect, it, vi } from 'vitest'
import { watsonx } from '../../providers/watsonx/index.js'
import { createRelay } from '../../src/index.js'

const ANSWER = {
  id: 'chat-1',
  model_id: 'ibm/granite-4-h-small',
  created: 1700000000,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
}
const BASE = 'https://us-south.ml.cloud.ibm.com'
const messages = [{ role: 'user' as const, content: 'Hello' }]
let keys = 0

/** A relay over a `fetch` that hands out tokens and answers, and what it was asked. */
function host({
  answer = () => Response.json(ANSWER),
  token = () => Response.json({ access_token: 'tok', expires_in: 3600 }),
} = {}) {
  const asked: Array<{ url: string; headers: Headers; body: string }> = []
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    asked.push({ url: String(url), headers: new Headers(init?.headers), body: String(init?.body) })
    return String(url).startsWith('https://iam.cloud.ibm.com') ? token() : answer()
  }
  const relay = createRelay({ providers: [watsonx] })
  // Tokens are kept by key, so each test has a key of its own.
  const options = { apiKey: `key-${keys++}`, baseURL: BASE, fetch, maxRetries: 0 }
  return { relay, options, asked }
}

const exchangesIn = (asked: ReturnType<typeof host>['asked']) => asked.filter(({ url }) => url.includes('iam.')).length

describe('watsonx.ai', () => {
  it('is asked under its own address and names, with a token for the key', async () => {
    const { relay, options, asked } = host()
    const tools = [{ type: 'function' as const, function: { name: 'f' } }]
    const reply = await relay.completion(
      {
        model: 'watsonx/ibm/granite-4-h-small',
        messages,
        max_tokens: 9,
        tools,
        tool_choice: 'required',
      },
      { ...options, extraBody: { project_id: 'p' } },
    )
    expect(asked[0]).toMatchObject({
      url: 'https://iam.cloud.ibm.com/identity/token',
      body: `grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=${options.apiKey}`,
    })
    expect(asked[1]?.url).toBe(`${BASE}/ml/v1/text/chat?version=2024-05-31`)
    expect(asked[1]?.headers.get('authorization')).toBe('Bearer tok')
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({
      model_id: 'ibm/granite-4-h-small',
      project_id: 'p',
      messages,
      max_tokens: 9,
      tools,
      tool_choice_option: 'required',
    })
    expect(reply).toMatchObject({ choices: [{ message: { content: 'Hi' } }], usage: { total_tokens: 5 } })
  })

  it('asks for a token once, and again ahead of its end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const { relay, options, asked } = host()
      const call = () => relay.completion({ model: 'watsonx/deployment/d1', messages }, options)
      await Promise.all([call(), call(), call()])
      expect(exchangesIn(asked)).toBe(1)
      vi.setSystemTime(Date.now() + 56 * 60_000)
      await Promise.all([call(), call()])
      expect(exchangesIn(asked)).toBe(2)
    } finally {
      vi.useRealTimers()
    }
  })

  it('streams from an address of its own, and knows a deployment', async () => {
    const events = [
      {
        id: 'c',
        model_id: 'm',
        created: 1,
        choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: null }],
      },
      { id: 'c', model_id: 'm', created: 1, choices: [{ index: 0, delta: {}, finish_reason: 'time_limit' }] },
      { id: 'c', model_id: 'm', created: 1, choices: [], usage: ANSWER.usage },
    ]
    const body = events.map((event, at) => `id: ${at}\nevent: message\ndata: ${JSON.stringify(event)}\n\n`).join('')
    const { relay, options, asked } = host({
      answer: () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    })
    const stream = await relay.completion({ model: 'watsonx/deployment/d1', messages, stream: true }, options)
    const reply = await stream.final()
    expect(asked[1]?.url).toBe(`${BASE}/ml/v1/deployments/d1/text/chat_stream?version=2024-05-31`)
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({ messages })
    expect(reply).toMatchObject({
      choices: [{ message: { content: 'Hi' }, finish_reason: 'length' }],
      usage: { total_tokens: 5 },
    })
  })

  it('says what is wrong with the key, the project, and the request', async () => {
    const refused = host({
      token: () =>
        Response.json(
          { errorCode: 'BXNIM0415E', errorMessage: 'Provided API key could not be found.' },
          { status: 400 },
        ),
    })
    await expect(
      refused.relay.completion({ model: 'watsonx/deployment/d1', messages }, refused.options),
    ).rejects.toMatchObject({ name: 'AuthenticationError', code: 'BXNIM0415E' })
    const { relay, options } = host()
    await expect(relay.completion({ model: 'watsonx/ibm/g', messages }, options)).rejects.toThrow(/WATSONX_PROJECT_ID/)
    const wrong = host({
      answer: () =>
        Response.json(
          { errors: [{ code: 'model_not_supported', message: 'No such model' }], status_code: 404 },
          { status: 404 },
        ),
    })
    await expect(
      wrong.relay.completion({ model: 'watsonx/deployment/d1', messages }, wrong.options),
    ).rejects.toMatchObject({ name: 'NotFoundError', message: 'No such model', code: 'model_not_supported' })
  })

  it('embeds texts', async () => {
    const { relay, options, asked } = host({
      answer: () => Response.json({ model_id: 'e', results: [{ embedding: [1, 2] }], input_token_count: 4 }),
    })
    const body = { model: 'watsonx/e', input: 'a', space_id: 's', input_type: 'query', user: 'u' } as const
    const reply = await relay.embedding(body, options)
    expect(asked[1]?.url).toBe(`${BASE}/ml/v1/text/embeddings?version=2024-05-31`)
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({ model_id: 'e', inputs: ['a'], space_id: 's' })
    expect(reply).toMatchObject({ data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 4 } })
    expect(reply.meta.droppedParams).toEqual(['input_type', 'user'])
  })
})

describe('a token of IBM Cloud', () => {
  const body = { model: 'watsonx/deployment/d1', messages }
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })

  it('is for the relay alone that asked for it', async () => {
    const theirs = host({ token: () => Response.json({ access_token: 'theirs', expires_in: 3600 }) })
    const ours = host()
    await theirs.relay.completion(body, theirs.options)
    await ours.relay.completion(body, { ...ours.options, apiKey: theirs.options.apiKey })
    expect(ours.asked.map(({ headers }) => headers.get('authorization'))).toEqual([null, 'Bearer tok'])
  })

  it('is forgotten when it is refused', async () => {
    const refusal = { errors: [{ code: 'authentication_token_expired', message: 'expired' }] }
    const answers = [() => Response.json(refusal, { status: 401 }), () => Response.json(ANSWER)]
    const { relay, options, asked } = host({ answer: () => answers.shift()?.() ?? Response.json(ANSWER) })
    await expect(relay.completion(body, options)).rejects.toMatchObject({ name: 'AuthenticationError' })
    await relay.completion(body, options)
    await relay.completion(body, options)
    expect(exchangesIn(asked)).toBe(2)
  })

  it('is asked for anew once many others were', async () => {
    const { relay, options, asked } = host()
    const call = (user: number) => relay.completion(body, { ...options, apiKey: `${options.apiKey}-${user}` })
    for (let user = 0; user <= 500; user++) await call(user)
    await call(500)
    expect(exchangesIn(asked)).toBe(501)
    await call(0)
    expect(exchangesIn(asked)).toBe(502)
  })

  it('that does not come is a timeout, which is worth another try', async () => {
    const { relay, options } = host()
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new DOMException('late', 'TimeoutError')))
    const silent = () => new Promise<Response>(() => {})
    await expect(relay.completion(body, { ...options, fetch: silent })).rejects.toMatchObject({
      name: 'APITimeoutError',
      retryable: true,
    })
  })

  it('that is refused to one is refused to all who wait for it, and asked for anew by the next', async () => {
    const answers = [() => Response.json({ errorMessage: 'Try later.' }, { status: 503 })]
    const { relay, options, asked } = host({
      token: () => answers.shift()?.() ?? Response.json({ access_token: 'tok', expires_in: 3600 }),
    })
    const calls = await Promise.allSettled([relay.completion(body, options), relay.completion(body, options)])
    for (const call of calls)
      expect(call).toMatchObject({
        reason: {
          name: 'ServiceUnavailableError',
          retryable: true,
          message: 'IBM Cloud IAM gave no token: Try later.',
        },
      })
    expect(exchangesIn(asked)).toBe(1)
    await relay.completion(body, options)
    expect(exchangesIn(asked)).toBe(2)
  })

  it('is asked for again when the call is tried again', async () => {
    const answers = [() => Response.json({}, { status: 500, headers: { 'retry-after-ms': '1' } })]
    const { relay, options } = host({
      token: () => answers.shift()?.() ?? Response.json({ access_token: 'tok', expires_in: 3600 }),
    })
    const reply = await relay.completion(body, { ...options, maxRetries: 1 })
    expect(reply.meta.attempts).toHaveLength(2)
  })

  it.each([
    ['no JSON', () => new Response('<html>')],
    ['no token', () => Response.json({ expires_in: 3600 })],
  ])('in an answer that holds %s is an error that says whose', async (_, token) => {
    const { relay, options } = host({ token })
    await expect(relay.completion(body, options)).rejects.toMatchObject({
      name: 'APIResponseError',
      message: 'IBM Cloud IAM gave no access token.',
    })
  })

  it('is not waited for by a call that was given up, and serves the others', async () => {
    let give: (answer: Response) => void = () => {}
    const asked = new Promise<Response>((resolve) => {
      give = resolve
    })
    const { relay, options } = host()
    const fetch: typeof globalThis.fetch = (url, init) => {
      const isExchange = String(url).startsWith('https://iam.')
      return isExchange ? asked : options.fetch(String(url), init)
    }
    const abort = new AbortController()
    const reason = new Error('enough')
    const givenUp = relay.completion(body, { ...options, fetch, signal: abort.signal })
    const other = relay.completion(body, { ...options, fetch })
    abort.abort(reason)
    await expect(givenUp).rejects.toBe(reason)
    give(Response.json({ access_token: 'tok', expires_in: 3600 }))
    expect((await other).choices[0]?.message.content).toBe('Hi')
  })

  it('and its key lose the line break at their end', async () => {
    const { relay, options, asked } = host()
    await relay.completion(body, { ...options, apiKey: `${options.apiKey}\n` })
    expect(asked[0]?.body).toMatch(new RegExp(`apikey=${options.apiKey}$`))
    vi.stubEnv('WATSONX_TOKEN', 'stated\n')
    const { apiKey: _, ...keyless } = options
    await relay.completion(body, keyless)
    expect(asked.at(-1)?.headers.get('authorization')).toBe('Bearer stated')
  })
})
