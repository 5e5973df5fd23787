import { afterEach, describe, expect, it, vi } from 'vitest'
import { type CallOptions, type ChatRequest, createRelay, isModelRelayError } from '../../src/index.js'

interface Sent {
  url: string
  headers: Headers
  body: Record<string, unknown>
}

const RESOURCE = 'https://mine.openai.azure.com'
const CHAT = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }],
}
const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-5-pro',
  output: [{ type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] }],
}
const hello: ChatRequest['messages'] = [{ role: 'user', content: 'Hello' }]

function setup(answer: (sent: Sent) => Response) {
  const sent: Sent[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const one = {
      url: input instanceof Request ? input.url : String(input),
      headers: new Headers(init?.headers),
      body: JSON.parse(await new Response(init?.body).text()),
    }
    sent.push(one)
    return answer(one)
  }
  const relay = createRelay()
  const options: CallOptions = { fetch, baseURL: RESOURCE, apiKey: 'azure-key-0123456789', maxRetries: 0 }
  return { relay, sent, options }
}

const chatOrResponse = ({ url }: Sent) => Response.json(url.includes('/responses') ? RESPONSE : CHAT)

async function failureOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!isModelRelayError(error)) throw error
  return error
}

const events = (...frames: ReadonlyArray<object | string>) =>
  new Response(
    frames.map((frame) => `data: ${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n\n`).join(''),
    {
      headers: { 'content-type': 'text/event-stream' },
    },
  )

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('credentials (65)', () => {
  it('a key goes into api-key, and nowhere else', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    await relay.completion({ model: 'azure/gpt-4o', messages: hello }, options)
    expect(sent[0]?.headers.get('api-key')).toBe('azure-key-0123456789')
    expect(sent[0]?.headers.get('authorization')).toBeNull()
  })

  it.each(['azure', 'azure_ai'])("%s: a model's own endpoint takes the key as a token", async (prefix) => {
    const { relay, sent, options } = setup(chatOrResponse)
    const baseURL = 'https://phi.eastus2.models.ai.azure.com'
    const body = { model: `${prefix}/phi`, messages: hello }
    await relay.completion(body, { ...options, baseURL })
    await relay.completion(body, { ...options, baseURL, azure: { adToken: 'token-of-entra' } })
    expect(sent.map(({ url }) => url)).toEqual([`${baseURL}/chat/completions`, `${baseURL}/chat/completions`])
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer azure-key-0123456789',
      'Bearer token-of-entra',
    ])
    expect(sent.some(({ headers }) => headers.has('api-key'))).toBe(false)
  })

  it('a token function is asked again when a call is tried again', async () => {
    let asked = 0
    const { relay, sent, options } = setup(() =>
      sent.length > 1 ? Response.json(CHAT) : Response.json({ error: { message: 'Busy.' } }, { status: 503 }),
    )
    const azure = { adToken: () => `token-${++asked}` }
    await relay.completion({ model: 'azure/gpt-4o', messages: hello }, { ...options, azure, maxRetries: 1 })
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it('a token function is asked at every request', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    let asked = 0
    const azure = { adToken: () => `token-${++asked}` }
    await relay.completion({ model: 'azure/gpt-4o', messages: hello }, { ...options, azure })
    await relay.embedding({ model: 'azure/e', input: 'x' }, { ...options, azure }).catch(() => {})
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(sent.some(({ headers }) => headers.has('api-key'))).toBe(false)
  })

  it('a token of the environment is used where there is no key', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    const { apiKey: _, ...keyless } = options
    for (const name of ['AZURE_API_KEY', 'AZURE_OPENAI_API_KEY']) vi.stubEnv(name, '')
    vi.stubEnv('AZURE_AD_TOKEN', 'token-of-environment')
    await relay.completion({ model: 'azure/gpt-4o', messages: hello }, keyless)
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer token-of-environment')
    await relay.completion({ model: 'azure/gpt-4o', messages: hello }, options)
    expect(sent[1]?.headers.get('api-key')).toBe('azure-key-0123456789')
  })

  it('a token function that fails is an AuthenticationError with its cause', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    const cause = new Error('no identity')
    const adToken = () => Promise.reject(cause)
    const error = await failureOf(
      relay.completion({ model: 'azure/gpt-4o', messages: hello }, { ...options, azure: { adToken } }),
    )
    expect(error).toMatchObject({ name: 'AuthenticationError', code: 'missing_credentials', cause })
    expect(sent).toEqual([])
  })

  it('a token function that hangs does not hold an aborted call', async () => {
    const { relay, options } = setup(chatOrResponse)
    const adToken = () => new Promise<string>(() => {})
    const abort = new AbortController()
    const call = relay.completion(
      { model: 'azure/gpt-4o', messages: hello },
      { ...options, azure: { adToken }, signal: abort.signal },
    )
    abort.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
  })

  it('a token is in no error', async () => {
    const { relay, options } = setup(() =>
      Response.json({ error: { message: 'Bad: secret-token-123' } }, { status: 401 }),
    )
    const error = await failureOf(
      relay.completion(
        { model: 'azure/gpt-4o', messages: hello },
        { ...options, azure: { adToken: 'secret-token-123' } },
      ),
    )
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toContain('secret-token-123')
  })
})

describe('the base URL and version of the environment', () => {
  it.each(['AZURE_API_BASE', 'AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_BASE_URL'])('%s', async (name) => {
    const { relay, sent, options } = setup(chatOrResponse)
    const { baseURL, ...rest } = options
    vi.stubEnv(name, String(baseURL))
    vi.stubEnv('AZURE_API_VERSION', '2024-10-21')
    await relay.completion({ model: 'azure/gpt-eu', messages: hello }, rest)
    expect(sent[0]?.url).toBe(`${RESOURCE}/openai/deployments/gpt-eu/chat/completions?api-version=2024-10-21`)
  })

  it('the query option may hold the version', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    const query = { 'api-version': '2024-10-21', trace: 'on' }
    await relay.completion({ model: 'azure/gpt-eu', messages: hello }, { ...options, query })
    expect(sent[0]?.url).toBe(`${RESOURCE}/openai/deployments/gpt-eu/chat/completions?api-version=2024-10-21&trace=on`)
  })

  it('none at all is said', async () => {
    const { relay, options } = setup(chatOrResponse)
    const { baseURL: _, ...rest } = options
    expect((await failureOf(relay.completion({ model: 'azure/gpt-eu', messages: hello }, rest))).message).toContain(
      'Set AZURE_API_BASE or pass baseURL',
    )
  })
})

describe('azure.baseModel', () => {
  const azure = { baseModel: 'o4-mini' }

  it('makes a deployment a reasoning model, under its own name', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    const messages: ChatRequest['messages'] = [{ role: 'system', content: 'Be brief.' }, ...hello]
    await relay.completion({ model: 'azure/mine', messages, max_tokens: 50 }, { ...options, azure })
    expect(sent[0]?.body).toMatchObject({ model: 'mine', max_completion_tokens: 50 })
    expect(sent[0]?.body['messages']).toEqual([{ role: 'developer', content: 'Be brief.' }, ...hello])
    expect(sent[0]?.body).not.toHaveProperty('max_tokens')
  })

  it('decides which parameters are taken', async () => {
    const { relay, options } = setup(chatOrResponse)
    const body: ChatRequest = { model: 'azure/mine', messages: hello, temperature: 0.2 }
    await relay.completion(body, options)
    const error = await failureOf(relay.completion(body, { ...options, azure }))
    expect(error).toMatchObject({ name: 'UnsupportedParamsError' })
    await relay.completion({ ...body, model: 'azure/o4-of-mine' }, { ...options, azure: { baseModel: 'gpt-4o' } })
  })

  it('sends a model that has no chat endpoint to /responses', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    const reply = await relay.completion(
      { model: 'azure/mine', messages: hello },
      { ...options, azure: { baseModel: 'gpt-5-pro', apiVersion: '2025-04-01-preview' } },
    )
    expect(sent[0]?.url).toBe(`${RESOURCE}/openai/responses?api-version=2025-04-01-preview`)
    expect(sent[0]?.body).toMatchObject({ model: 'mine' })
    expect(reply.choices[0]?.message.content).toBe('Hi.')
  })

  it("is the model's name where the base URL names the deployment", async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    const baseURL = `${RESOURCE}/openai/deployments/mine`
    await relay.completion({ model: 'azure/o4-mini', messages: hello, max_tokens: 50 }, { ...options, baseURL })
    expect(sent[0]?.url).toBe(`${RESOURCE}/openai/v1/chat/completions`)
    expect(sent[0]?.body).toMatchObject({ model: 'mine', max_completion_tokens: 50 })
  })

  it('gpt-35-turbo is no reasoning model', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    await relay.completion({ model: 'azure/gpt-35-turbo', messages: hello, temperature: 0, max_tokens: 5 }, options)
    expect(sent[0]?.body).toMatchObject({ model: 'gpt-35-turbo', temperature: 0, max_tokens: 5 })
  })

  it('DeepSeek that thinks gets a schema in place of json_object (67)', async () => {
    const { relay, sent, options } = setup(() =>
      Response.json({ ...CHAT, choices: [{ ...CHAT.choices[0], message: { role: 'assistant', content: '{}' } }] }),
    )
    await relay.completion(
      {
        model: 'azure/mine',
        messages: hello,
        reasoning_effort: 'high',
        response_format: { type: 'json_object' },
      },
      { ...options, azure: { baseModel: 'DeepSeek-V3.1' } },
    )
    expect(sent[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } })
  })

  it('a prompt_cache_key is cut to 64 characters (57)', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    await relay.completion({ model: 'azure/mine', messages: hello, prompt_cache_key: 'k'.repeat(80) }, options)
    expect(sent[0]?.body['prompt_cache_key']).toBe('k'.repeat(64))
  })
})

describe('the content filter (63)', () => {
  const results = {
    hate: { filtered: false, severity: 'safe' },
    jailbreak: { filtered: true, detected: true },
    violence: { filtered: true, severity: 'high' },
  }
  it.each([
    ['innererror', 'content_filter_result'],
    ['inner_error', 'content_filter_results'],
  ])('a filtered prompt says in %s what was filtered', async (inner, key) => {
    const error = { code: 'content_filter', param: 'prompt', status: 400, message: 'The prompt was filtered.' }
    const { relay, options } = setup(() =>
      Response.json(
        { error: { ...error, [inner]: { code: 'ResponsibleAIPolicyViolation', [key]: results } } },
        { status: 400 },
      ),
    )
    const failure = await failureOf(relay.completion({ model: 'azure/gpt-4o', messages: hello }, options))
    expect(failure).toMatchObject({ name: 'ContentPolicyViolationError', code: 'content_filter', status: 400 })
    expect(failure.message).toBe('The prompt was filtered. Filtered: jailbreak (detected), violence (severity high).')
  })

  it('says so in a stream too, before the first word and after it', async () => {
    const error = {
      code: 'content_filter',
      message: 'It was filtered.',
      innererror: { content_filter_result: results },
    }
    const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'gpt-4o' }
    const word = { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' } }] }
    for (const frames of [[{ error }], [word, { error }]]) {
      const { relay, options } = setup(() => events(...frames))
      const read = async () =>
        (await relay.completion({ model: 'azure/gpt-4o', messages: hello, stream: true }, options)).final()
      const failure = await failureOf(read())
      expect(failure).toMatchObject({ name: 'ContentPolicyViolationError', status: 400, retryable: false })
      expect(failure.message).toContain('Filtered: jailbreak (detected), violence (severity high).')
      expect(failure.partial?.choices[0]?.message.content).toBe(frames.length > 1 ? 'Hi' : undefined)
    }
  })

  it('says so in an answer of the Responses API', async () => {
    const error = {
      code: 'content_filter',
      message: 'It was filtered.',
      innererror: { content_filter_result: results },
    }
    const { relay, options } = setup(() => events({ type: 'error', error }))
    const call = relay.completion({ model: 'azure/responses/gpt-5', messages: hello, stream: true }, options)
    const failure = await failureOf(call)
    expect(failure).toMatchObject({ name: 'ContentPolicyViolationError', retryable: false })
    expect(failure.message).toContain('Filtered: jailbreak (detected), violence (severity high).')
  })

  it('results of the asynchronous filter come after the words', async () => {
    const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'gpt-4o' }
    const late = { id: '', object: '', created: 0, model: '' }
    const filtered = { index: 0, finish_reason: 'content_filter', content_filter_results: results }
    const { relay, options } = setup(() =>
      events(
        { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi.' } }] },
        { ...late, choices: [{ index: 0, finish_reason: null, content_filter_results: {} }] },
        { ...late, choices: [{ ...filtered, content_filter_offsets: { check_offset: 0 } }] },
        '[DONE]',
      ),
    )
    const stream = await relay.completion({ model: 'azure/gpt-4o', messages: hello, stream: true }, options)
    expect((await stream.final()).choices).toMatchObject([
      { finish_reason: 'content_filter', message: { content: 'Hi.' } },
    ])
  })

  it('an answer without a message is a content_filter', async () => {
    const { relay, options } = setup(() =>
      Response.json({
        ...CHAT,
        choices: [{ index: 0, finish_reason: 'content_filter', content_filter_results: results }],
      }),
    )
    const reply = await relay.completion({ model: 'azure/gpt-4o', messages: hello }, options)
    expect(reply.choices[0]).toMatchObject({ finish_reason: 'content_filter', message: { role: 'assistant' } })
  })

  it('the first chunk of a stream may hold the results alone', async () => {
    const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'gpt-4o' }
    const { relay, options } = setup(() =>
      events(
        { choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: [{ prompt_index: 0 }] },
        { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi.' } }] },
        { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop', content_filter_results: {} }] },
        '[DONE]',
      ),
    )
    const stream = await relay.completion({ model: 'azure/gpt-4o', messages: hello, stream: true }, options)
    expect(await stream.final()).toMatchObject({ id: 'chatcmpl-1', model: 'gpt-4o' })
  })
})

describe('limits and reasoning of streams (66)', () => {
  it.each(['too_many_requests', 'rate_limit_exceeded'])(
    'an error %s as first event is a RateLimitError',
    async (code) => {
      const { relay, options } = setup(() => events({ type: 'error', code, message: 'Slow down.', param: null }))
      const call = relay.completion({ model: 'azure/responses/gpt-5', messages: hello, stream: true }, options)
      expect(await failureOf(call)).toMatchObject({ name: 'RateLimitError', retryable: true })
    },
  )

  it('retry-after-ms says how long to wait', async () => {
    const { relay, options } = setup(() =>
      Response.json(
        { error: { code: '429', message: 'Too many.' } },
        { status: 429, headers: { 'retry-after-ms': '1250', 'retry-after': '2' } },
      ),
    )
    const call = relay.completion({ model: 'azure/gpt-4o', messages: hello }, options)
    expect(await failureOf(call)).toMatchObject({ name: 'RateLimitError', retryAfterMs: 1250 })
  })

  it('encrypted reasoning that only the last event holds is kept', async () => {
    const item = { type: 'reasoning', id: 'rs_1', summary: [] }
    const whole = { ...RESPONSE, output: [{ ...item, encrypted_content: 'sealed' }, ...RESPONSE.output] }
    const { relay, options } = setup(() =>
      events(
        { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [] } },
        { type: 'response.output_item.added', output_index: 0, item },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.output_item.done', output_index: 1, item: RESPONSE.output[0] },
        { type: 'response.completed', response: whole },
      ),
    )
    const stream = await relay.completion({ model: 'azure/responses/gpt-5', messages: hello, stream: true }, options)
    const [choice] = (await stream.final()).choices
    expect(choice?.message.thinking_blocks).toMatchObject([{ type: 'redacted_thinking', data: 'sealed' }])
  })
})

describe('Foundry', () => {
  const baseURL = 'https://mine.services.ai.azure.com'

  it('serves models of all makers, of OpenAI by their own rules', async () => {
    const { relay, sent, options } = setup(chatOrResponse)
    const body = { messages: hello, max_tokens: 5 }
    await relay.completion({ ...body, model: 'azure_ai/Llama-3.3-70B-Instruct' }, { ...options, baseURL })
    await relay.completion({ ...body, model: 'azure_ai/gpt-5-nano' }, { ...options, baseURL: `${baseURL}/models` })
    expect(sent.map(({ url }) => url)).toEqual([
      `${baseURL}/openai/v1/chat/completions`,
      `${baseURL}/models/chat/completions?api-version=2024-05-01-preview`,
    ])
    expect(sent[0]?.body).toMatchObject({ model: 'Llama-3.3-70B-Instruct', max_tokens: 5 })
    expect(sent[1]?.body).toMatchObject({ model: 'gpt-5-nano', max_completion_tokens: 5 })
    expect(sent[0]?.headers.get('api-key')).toBe('azure-key-0123456789')
  })

  it("serves Claude through Anthropic's API, under the deployment's name", async () => {
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'text', text: 'Hi.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 2 },
    }
    const { relay, sent, options } = setup(() => Response.json(message))
    const body = { messages: hello, max_tokens: 5 }
    const reply = await relay.completion({ ...body, model: 'azure_ai/claude-sonnet-4-5' }, { ...options, baseURL })
    await relay.completion(
      { ...body, model: 'azure_ai/mine' },
      { ...options, baseURL: `${baseURL}/models`, azure: { baseModel: 'claude-opus-4-1', adToken: 'token-of-entra' } },
    )
    await relay.completion({ ...body, model: 'azure_ai/mine' }, { ...options, baseURL: `${baseURL}/anthropic` })
    for (const { url, headers } of sent) {
      expect(url).toBe(`${baseURL}/anthropic/v1/messages`)
      expect(headers.get('anthropic-version')).toBe('2023-06-01')
    }
    expect(sent.map(({ body: { model } }) => model)).toEqual(['claude-sonnet-4-5', 'mine', 'mine'])
    expect(sent[0]?.body).toMatchObject({ max_tokens: 5, messages: [{ role: 'user' }] })
    expect(sent[0]?.headers.get('api-key')).toBe('azure-key-0123456789')
    expect(sent[1]?.headers.get('authorization')).toBe('Bearer token-of-entra')
    expect(reply.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Hi.' } })
    expect(reply.usage?.total_tokens).toBe(5)
  })

  it("Grok's cached tokens may be more than its prompt: both are as stated (recording azure-chat-eeac6d310b)", async () => {
    const usage = {
      prompt_tokens: 262,
      completion_tokens: 46,
      total_tokens: 308,
      prompt_tokens_details: { cached_tokens: 314 },
    }
    const { relay, options } = setup(() => Response.json({ ...CHAT, usage }))
    const reply = await relay.completion({ model: 'azure_ai/grok-4', messages: hello }, { ...options, baseURL })
    expect(reply.usage).toMatchObject(usage)
  })
})
