// What we send is what Google's own SDK sends for the same intent.
import {
  FunctionCallingConfigMode,
  type GenerateContentParameters,
  GoogleGenAI,
  HarmBlockThreshold,
  HarmCategory,
  ServiceTier,
  ThinkingLevel,
} from '@google/genai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completion } from '../../src/index.js'
import type { ChatMessage, ChatRequest } from '../../src/provider.js'
import { type Simulator, startSimulator } from '../../src/simulator.js'
import { MODEL, NEWER } from './call.js'

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

type Intent = [
  what: string,
  ours: Partial<ChatRequest> & Record<string, unknown>,
  theirs: Partial<GenerateContentParameters>,
  model?: string,
]

const config = (settings: NonNullable<GenerateContentParameters['config']>) => ({ config: settings })
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const sky = { type: 'function' as const, function: { name: 'sky', description: 'The sky', parameters } }
const declared = { functionDeclarations: [{ name: 'sky', description: 'The sky', parametersJsonSchema: parameters }] }
const calling = (mode: FunctionCallingConfigMode, more: { allowedFunctionNames?: string[] } = {}) => ({
  tools: [declared],
  toolConfig: { functionCallingConfig: { mode, ...more } },
})
const parts = (...list: object[]) => ({ contents: [{ role: 'user', parts: list }] })
const user = (...content: unknown[]): Partial<ChatRequest> => ({
  messages: [{ role: 'user', content } as ChatMessage],
})
const PNG = 'iVBORw0KGgo='

const call = { id: 'a1', type: 'function' as const, function: { name: 'sky', arguments: '{"city":"Rome"}' } }
const history: ChatMessage[] = [
  { role: 'user', content: 'Weather?' },
  { role: 'assistant', content: 'Let me see.', tool_calls: [call] },
  { role: 'tool', tool_call_id: 'a1', content: 'sun' },
]
const historyContents = (id: object, signature: object) => [
  { role: 'user', parts: [{ text: 'Weather?' }] },
  {
    role: 'model',
    parts: [{ text: 'Let me see.' }, { functionCall: { ...id, name: 'sky', args: { city: 'Rome' } }, ...signature }],
  },
  { role: 'user', parts: [{ functionResponse: { ...id, name: 'sky', response: { output: 'sun' } } }] },
]
const signed: ChatMessage = {
  role: 'assistant',
  content: 'Hi',
  thinking_blocks: [
    {
      type: 'redacted_thinking',
      data: 'c2ln',
      provider: 'gemini',
      detail: { model: NEWER, part: 'text', end: 2, at: 0, calls: 0, images: 0 },
    },
  ],
}
const safety = [{ category: HarmCategory.HARM_CATEGORY_HARASSMENT, threshold: HarmBlockThreshold.BLOCK_NONE }]
const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }

const intents: Intent[] = [
  ['a question', {}, {}],
  ['temperature', { temperature: 0.3 }, config({ temperature: 0.3 })],
  ['top_p', { top_p: 0.8 }, config({ topP: 0.8 })],
  ['top_k', { top_k: 20 }, config({ topK: 20 })],
  ['max_tokens', { max_tokens: 64 }, config({ maxOutputTokens: 64 })],
  ['max_completion_tokens', { max_completion_tokens: 64 }, config({ maxOutputTokens: 64 })],
  ['one stop', { stop: 'END' }, config({ stopSequences: ['END'] })],
  ['several stops', { stop: ['A', 'B'] }, config({ stopSequences: ['A', 'B'] })],
  ['n', { n: 2 }, config({ candidateCount: 2 })],
  ['seed', { seed: 7 }, config({ seed: 7 })],
  ['penalties', { presence_penalty: 1, frequency_penalty: 0.5 }, config({ presencePenalty: 1, frequencyPenalty: 0.5 })],
  ['logprobs', { logprobs: true, top_logprobs: 2 }, config({ responseLogprobs: true, logprobs: 2 })],
  [
    'instructions',
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
    },
    {
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      ...config({ systemInstruction: { parts: [{ text: 'Be brief.' }] } }),
    },
  ],
  ['functions', { tools: [sky] }, config({ tools: [declared] })],
  ['auto', { tools: [sky], tool_choice: 'auto' }, config(calling(FunctionCallingConfigMode.AUTO))],
  ['required', { tools: [sky], tool_choice: 'required' }, config(calling(FunctionCallingConfigMode.ANY))],
  ['none', { tools: [sky], tool_choice: 'none' }, config(calling(FunctionCallingConfigMode.NONE))],
  [
    'a named function',
    { tools: [sky], tool_choice: { type: 'function', function: { name: 'sky' } } },
    config(calling(FunctionCallingConfigMode.ANY, { allowedFunctionNames: ['sky'] })),
  ],
  ['Google Search', { tools: [{ googleSearch: {} }] }, config({ tools: [{ googleSearch: {} }] })],
  ['web_search_options', { web_search_options: {} }, config({ tools: [{ googleSearch: {} }] })],
  ['URL context', { tools: [{ urlContext: {} }] }, config({ tools: [{ urlContext: {} }] })],
  ['code execution', { tools: [{ codeExecution: {} }] }, config({ tools: [{ codeExecution: {} }] })],
  ['a call and its result', { messages: history }, { contents: historyContents({}, {}) }],
  [
    'the same for a model that signs its calls',
    { messages: history },
    { contents: historyContents({ id: 'a1' }, { thoughtSignature: 'skip_thought_signature_validator' }) },
    NEWER,
  ],
  [
    'a signed answer',
    { messages: [{ role: 'user', content: 'Hi' }, signed, { role: 'user', content: 'And?' }] },
    {
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ text: 'Hi', thoughtSignature: 'c2ln' }] },
        { role: 'user', parts: [{ text: 'And?' }] },
      ],
    },
    NEWER,
  ],
  [
    'an image',
    user({ type: 'text', text: 'What?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }),
    parts({ text: 'What?' }, { inlineData: { mimeType: 'image/png', data: PNG } }),
  ],
  [
    'audio',
    user({ type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } }),
    parts({ inlineData: { mimeType: 'audio/wav', data: 'aGk=' } }),
  ],
  [
    'a PDF',
    user({ type: 'file', file: { file_data: 'data:application/pdf;base64,aGk=', filename: 'a.pdf' } }),
    parts({ inlineData: { mimeType: 'application/pdf', data: 'aGk=' } }),
  ],
  [
    'a stored file',
    user({ type: 'file', file: { file_id: 'gs://bucket/a.mp4' } }),
    parts({ fileData: { fileUri: 'gs://bucket/a.mp4', mimeType: 'video/mp4' } }),
  ],
  ['JSON', { response_format: { type: 'json_object' } }, config({ responseMimeType: 'application/json' })],
  [
    'JSON of a schema',
    { response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } },
    config({ responseMimeType: 'application/json', responseJsonSchema: schema }),
  ],
  [
    'an effort',
    { reasoning_effort: 'medium' },
    config({ thinkingConfig: { includeThoughts: true, thinkingBudget: 8192 } }),
  ],
  [
    'an effort as a level',
    { reasoning_effort: 'low' },
    config({ thinkingConfig: { includeThoughts: true, thinkingLevel: ThinkingLevel.LOW } }),
    NEWER,
  ],
  [
    'a budget',
    { thinking: { type: 'enabled', budget_tokens: 2000 } },
    config({ thinkingConfig: { includeThoughts: true, thinkingBudget: 2000 } }),
  ],
  ['no thinking', { thinking: { type: 'disabled' } }, config({ thinkingConfig: { thinkingBudget: 0 } })],
  ['safety settings', { safetySettings: safety }, config({ safetySettings: safety })],
  ['cached content', { cachedContent: 'cachedContents/1' }, config({ cachedContent: 'cachedContents/1' })],
  ['a service tier', { service_tier: 'flex' }, config({ serviceTier: ServiceTier.FLEX })],
  ['an image format', { imageConfig: { aspectRatio: '1:1' } }, config({ imageConfig: { aspectRatio: '1:1' } })],
]

const url = () => simulator.url('gemini')

async function requestOf(run: () => Promise<unknown>) {
  simulator.clearRequests()
  await run()
  const [sent] = simulator.requests
  return sent && { path: sent.path, body: sent.body, key: sent.headers['x-goog-api-key'] }
}

describe('the Google Gen AI SDK sends the same for', () => {
  it.each(intents)('%s', async (_, ours, theirs, model = MODEL) => {
    const { models } = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: url() } })
    const body = { model: `gemini/${model}`, messages: [{ role: 'user', content: 'Hi' }], ...ours } as ChatRequest
    const expected = await requestOf(() =>
      models.generateContent({ model, contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], ...theirs }),
    )
    const sent = await requestOf(() => completion({ ...body, stream: false }, { apiKey: 'key', baseURL: url() }))
    expect({ ...sent, body: withoutEmpty(sent?.body) }).toEqual({ ...expected, body: withoutEmpty(expected?.body) })
  })

  it('a stream', async () => {
    const { models } = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: url() } })
    const ask = { model: MODEL, contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }
    await requestOf(async () => (await models.generateContentStream(ask)).next())
    const expected = simulator.requests[0]?.url
    const body = { model: `gemini/${MODEL}` as const, messages: [{ role: 'user' as const, content: 'Hi' }] }
    await requestOf(async () =>
      (await completion({ ...body, stream: true }, { apiKey: 'key', baseURL: url() })).final(),
    )
    expect(simulator.requests[0]?.url).toBe(expected)
  })
})

/** The SDK sends an empty generationConfig. */
function withoutEmpty(body: object | undefined): unknown {
  return JSON.parse(JSON.stringify(body ?? {}), (key, value: unknown) =>
    key === 'generationConfig' && JSON.stringify(value) === '{}' ? undefined : value,
  )
}
