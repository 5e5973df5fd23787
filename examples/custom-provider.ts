// Two providers of one's own: a vendor with its own protocol, and a vendor that speaks OpenAI's.
// The server at the end of the file stands in for both vendors, so that the example runs by itself.
import { createServer, type IncomingMessage } from 'node:http'
import { completion, registerProvider } from 'modelrelay'
import {
  APIResponseError,
  ChunkBuilder,
  defineProvider,
  isRecord,
  type ProviderCompletion,
  type ProviderRequest,
  parseJson,
  randomId,
  toUsage,
} from 'modelrelay/provider'
import { fromRow } from 'modelrelay/providers/openai-compatible'

const baseURL = await startVendors()

// 1. A vendor with its own protocol: pure functions from OpenAI's shapes to the vendor's and back.

const parrot = defineProvider({
  id: 'parrot',
  name: 'Parrot',
  baseURL: `${baseURL}/parrot`,
  apiKeyEnv: ['PARROT_API_KEY'],
  auth: (apiKey) => ({ 'x-parrot-key': apiKey }),
  // What the models take. Everything else is refused, or dropped under `dropParams`.
  params: () => ['max_tokens'],
  chat: {
    path: '/speak',
    toRequest: (request) => ({
      body: { bird: request.model, limit: request.max_tokens, lines: toLines(request), live: request.stream === true },
    }),
    toCompletion: (body, { model, report }) => toCompletion(body, model, (word) => (report.finishReason = word)),
    createStream({ model, report }) {
      const chunks = new ChunkBuilder(model)
      return {
        event(data, event) {
          const value = parseJson(data, 'An event of Parrot')
          if (!isRecord(value)) return
          if (event === 'squawk') chunks.text(String(value['text']))
          if (event !== 'bye') return
          report.finishReason = String(value['why'])
          chunks.finish(toFinishReason(value['why']))
          chunks.usage(usageOf(value))
        },
        // Throws where the stream was cut: without a finish reason it is not whole.
        end: () => chunks.end(),
        take: () => chunks.take(),
      }
    },
  },
})

function toLines({ messages }: ProviderRequest): Array<{ who: string; says: string }> {
  return messages.map(({ role, content }) => ({
    who: role === 'assistant' ? 'parrot' : 'human',
    says: typeof content === 'string' ? content : JSON.stringify(content ?? ''),
  }))
}

function toCompletion(body: unknown, model: string, setReason: (word: string) => void): ProviderCompletion {
  if (!isRecord(body) || typeof body['said'] !== 'string') throw new APIResponseError('Parrot said nothing.')
  setReason(String(body['why']))
  return {
    id: randomId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: body['said'], refusal: null },
        logprobs: null,
        finish_reason: toFinishReason(body['why']),
      },
    ],
    usage: usageOf(body),
  }
}

// A whole answer and a stream share these maps, so that both say the same.
const toFinishReason = (why: unknown) => (why === 'out of breath' ? 'length' : 'stop')

const usageOf = ({ heard, spoken }: Record<string, unknown>) =>
  toUsage({ prompt: Number(heard ?? 0), completion: Number(spoken ?? 0) })

registerProvider(parrot)

const messages = [{ role: 'user' as const, content: 'Polly wants a cracker' }]
const options = { apiKey: 'any key' } // or PARROT_API_KEY in the environment

const reply = await completion({ model: 'parrot/grey', messages }, options)
console.log(`parrot, whole:    ${reply.choices[0]?.message.content}  (${reply.usage?.total_tokens} tokens)`)

const stream = await completion({ model: 'parrot/grey', messages, stream: true }, options)
process.stdout.write('parrot, streamed: ')
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')
console.log(`  (${(await stream.final()).meta.finishReason})`)

// Errors, retries, fallbacks, time limits, hooks and the checks below come with it.
await completion({ model: 'parrot/grey', messages, temperature: 0 }, options).catch((error: Error) =>
  console.log(`parrot, refused:  ${error.name}: ${error.message}`),
)

// 2. A vendor that speaks OpenAI's protocol: one row.

registerProvider(
  fromRow({
    prefix: 'acme',
    name: 'Acme',
    baseURL: `${baseURL}/acme/v1`,
    apiKeyEnv: ['ACME_API_KEY'],
    docs: 'https://acme.example/docs',
    quirks: { maxTokens: 'max_tokens' }, // how its hosts differ from OpenAI's; see the type `Row`
  }),
)

const fromAcme = await completion({ model: 'acme/large', messages, max_completion_tokens: 50 }, options)
console.log(`acme:             ${fromAcme.choices[0]?.message.content}`)

/** Both vendors, as a small local server. */
async function startVendors(): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await readJson(request)
    if (request.url?.startsWith('/acme')) {
      const message = { role: 'assistant', content: `max_tokens was ${String(body['max_tokens'])}` }
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ id: 'acme-1', object: 'chat.completion', created: 1, model: 'large', choices }))
      return
    }
    const lines = body['lines']
    const last: unknown = Array.isArray(lines) ? lines.at(-1) : undefined
    const said = isRecord(last) ? `${String(last['says'])}! Squawk!` : 'Squawk!'
    const end = { why: 'seed eaten', heard: 7, spoken: 6 }
    if (body['live'] === true) {
      response.setHeader('content-type', 'text/event-stream')
      for (const text of said.split(/(?<= )/)) response.write(`event: squawk\ndata: ${JSON.stringify({ text })}\n\n`)
      response.end(`event: bye\ndata: ${JSON.stringify(end)}\n\n`)
    } else {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ said, ...end }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref() // the example ends when its calls have ended
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const piece of request) text += String(piece)
  const body: unknown = JSON.parse(text)
  return isRecord(body) ? body : {}
}
