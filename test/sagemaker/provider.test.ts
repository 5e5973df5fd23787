import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CallOptions, ChatRequest } from '../../src/index.js'
import { createRelay } from '../../src/index.js'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

const relay = createRelay()
let simulator: Simulator | undefined

afterEach(async () => {
  vi.unstubAllEnvs()
  await simulator?.close()
})

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret-secret' }
const request = { model: 'sagemaker/my-endpoint', messages: [{ role: 'user' as const, content: 'Hello' }] }

async function start(script?: Script): Promise<CallOptions> {
  simulator = await startSimulator(script === undefined ? {} : { script })
  return { baseURL: simulator.url('sagemaker'), aws: { region: 'eu-west-1', credentials }, maxRetries: 0 }
}

async function ask(body: Partial<ChatRequest> = {}, options: CallOptions = {}, script?: Script) {
  const connection = await start(script)
  return relay.completion({ ...request, ...body, stream: false }, { ...connection, ...options })
}

async function failure(script: Script, body: Partial<ChatRequest> = {}) {
  return ask(body, {}, script).then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('what is sent', () => {
  it("names the endpoint in the address and is OpenAI's form, signed", async () => {
    const reply = await ask({ max_completion_tokens: 9 }, {}, { text: 'Hi' })
    expect(reply.choices[0]?.message.content).toBe('Hi')
    expect(reply.meta.provider).toBe('sagemaker')
    const [sent] = simulator?.requests ?? []
    expect(sent?.path).toBe('/endpoints/my-endpoint/invocations')
    expect(sent?.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d+\/eu-west-1\/sagemaker\//)
    expect(sent?.body).toEqual({ model: 'my-endpoint', messages: request.messages, max_tokens: 9 })
  })

  it("goes by LiteLLM's prefix for chat too", async () => {
    const { meta } = await ask({ model: 'sagemaker_chat/my-endpoint' })
    expect(meta.provider).toBe('sagemaker')
  })

  it('names an inference component by model_id, and what else SageMaker is told by headers', async () => {
    const own: Partial<ChatRequest> & { model_id: string } = { model_id: 'part' }
    await ask(own, { headers: { 'X-Amzn-SageMaker-Target-Variant': 'b' } })
    const [sent] = simulator?.requests ?? []
    expect(sent?.headers).toMatchObject({
      'x-amzn-sagemaker-inference-component': 'part',
      'x-amzn-sagemaker-target-variant': 'b',
    })
    expect(sent?.body).not.toHaveProperty('model_id')
  })

  it('may name the model that a container insists on', async () => {
    await ask({}, { extraBody: { model: 'lmi' } })
    expect(simulator?.requests[0]?.body).toMatchObject({ model: 'lmi' })
  })

  it('goes to the region of the environment', async () => {
    vi.stubEnv('AWS_REGION', 'ap-south-1')
    await ask({}, { aws: { credentials } })
    expect(simulator?.requests[0]?.headers['authorization']).toContain('/ap-south-1/sagemaker/')
  })

  it('holds no key: one that is passed is refused', async () => {
    await expect(ask({}, { apiKey: 'key' })).rejects.toMatchObject({ name: 'BadRequestError', param: 'apiKey' })
    expect(simulator?.requests).toEqual([])
  })
})

describe('what the container refuses', () => {
  const refused = (OriginalStatusCode: number, OriginalMessage: string): Script => ({
    status: 424,
    headers: { 'x-amzn-errortype': 'ModelError' },
    body: {
      Message: `Received client error (${OriginalStatusCode}) from primary with message "…".`,
      OriginalStatusCode,
      OriginalMessage,
      LogStreamArn: 'arn:aws:logs:eu-west-1:1:log-group:/aws/sagemaker/Endpoints/my-endpoint',
    },
  })
  const vllm = (message: string, code: number) =>
    JSON.stringify({ object: 'error', message, type: 'BadRequestError', code })

  it('has its status and its message, whole and streamed', async () => {
    const script = refused(422, JSON.stringify({ error: 'Input validation error', error_type: 'validation' }))
    const error = {
      name: 'UnprocessableEntityError',
      status: 422,
      message: expect.stringContaining('Input validation'),
    }
    expect(await failure(script)).toMatchObject(error)
    const connection = await start(script)
    await expect(relay.completion({ ...request, stream: true }, connection)).rejects.toMatchObject(error)
  })

  it('is told as what it is: a prompt that is too long', async () => {
    const text = vllm("This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.", 400)
    expect(await failure(refused(400, text))).toMatchObject({ name: 'ContextWindowExceededError', status: 400 })
  })

  it('may be a failure that is tried again', async () => {
    expect(await failure(refused(503, 'overloaded'))).toMatchObject({
      name: 'ServiceUnavailableError',
      retryable: true,
    })
  })

  it('without a status is a timeout: it gave no answer within the time that SageMaker waits', async () => {
    const text = 'Your invocation timed out while waiting for a response from container primary.'
    expect(await failure(refused(0, text))).toMatchObject({
      name: 'APITimeoutError',
      message: expect.stringContaining(text),
    })
  })

  it('without anything of its own has what SageMaker says', async () => {
    const script: Script = {
      status: 424,
      headers: { 'x-amzn-errortype': 'ModelError' },
      body: { Message: 'It failed.' },
    }
    expect(await failure(script)).toMatchObject({ status: 424, message: expect.stringContaining('It failed.') })
  })
})

describe('what SageMaker refuses', () => {
  it.each([
    [400, 'ValidationError', 'BadRequestError'],
    [403, 'AccessDeniedException', 'PermissionDeniedError'],
    [403, 'ExpiredTokenException', 'AuthenticationError'],
    [429, 'ThrottlingException', 'RateLimitError'],
    [429, 'ModelNotReadyException', 'RateLimitError'],
    [500, 'InternalFailure', 'InternalServerError'],
    [530, 'InternalDependencyException', 'InternalServerError'],
    [503, 'ServiceUnavailable', 'ServiceUnavailableError'],
  ])('with %i %s is a %s', async (status, type, name) => {
    const script: Script = { status, headers: { 'x-amzn-errortype': type }, body: { Message: 'No.' } }
    expect(await failure(script)).toMatchObject({ name, message: expect.stringContaining('No.') })
  })

  it('does not show the credentials', async () => {
    const error = await failure({ status: 403, message: 'Signed with secret-secret.' })
    expect(JSON.stringify(error)).not.toContain('secret-secret')
  })
})

describe('a stream', () => {
  it('is read though its parts end in the middle of a line', async () => {
    const connection = await start({ text: ['Grüße, ', 'Welt 👋'], pieceBytes: 7 })
    const stream = await relay.completion({ ...request, stream: true }, connection)
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('Grüße, Welt 👋')
    expect((await stream.final()).usage?.total_tokens).toBeGreaterThan(0)
    expect(simulator?.requests[0]?.path).toBe('/endpoints/my-endpoint/invocations-response-stream')
  })

  it.each([
    ['ModelStreamError', 424],
    ['InternalStreamFailure', 500],
  ])('that ends with %s is an error with what had arrived', async (type, status) => {
    const connection = await start({
      text: ['So ', 'far'],
      faults: { error: { after: 1, type, message: 'It broke.' } },
    })
    const stream = await relay.completion({ ...request, stream: true }, connection)
    const error: unknown = await stream.final().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ status, message: expect.stringContaining('It broke.') })
    expect(error).toHaveProperty('partial.choices[0].message.content', 'So ')
  })

  it('of a container that does not stream is its whole answer', async () => {
    const whole = {
      id: 'x',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
    }
    const { toPiece } = await import('../../src/simulator/event-stream.js')
    const body = toPiece('PayloadPart', new TextEncoder().encode(JSON.stringify(whole)))
    const connection = await start({
      body,
      headers: {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-sagemaker-content-type': 'application/json',
      },
    })
    const stream = await relay.completion({ ...request, stream: true }, connection)
    expect((await stream.final()).choices[0]?.message.content).toBe('Hi')
  })
})
