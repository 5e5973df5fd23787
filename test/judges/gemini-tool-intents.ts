// Tools, calls and results, as chat completions say them and as a user of @google/genai does.
import {
  createFunctionResponsePartFromBase64,
  createModelContent,
  createPartFromFunctionCall,
  createPartFromFunctionResponse,
  createUserContent,
  FunctionCallingConfigMode,
  type Part,
  Type,
} from '@google/genai'
import type { ChatMessage, ContentPart } from '../../src/provider.js'
import type { Difference } from './differences.js'
import { config, type Intent, NEWER, nested, OLD, PNG, text, typesInSmall } from './gemini-intent.js'

const tool = (name: string, parameters?: Record<string, unknown>) => ({
  type: 'function' as const,
  function: { name, description: `Does ${name}.`, ...(parameters && { parameters }) },
})
const declaration = (name: string, parametersJsonSchema?: object) => ({
  name,
  description: `Does ${name}.`,
  ...(parametersJsonSchema && { parametersJsonSchema }),
})
const functions = (...functionDeclarations: object[]) => ({ tools: [{ functionDeclarations }] })
const calling = (id: string, name: string, json: string) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: json },
})
const result = (id: string, content: string | ContentPart[]): ChatMessage => ({
  role: 'tool',
  tool_call_id: id,
  content,
})

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const question: ChatMessage = { role: 'user', content: 'Weather?' }
const two: ChatMessage = {
  role: 'assistant',
  content: null,
  tool_calls: [calling('a', 'sky', '{"city":"Rome"}'), calling('b', 'sea', '{}')],
}
const twoTurns = (...results: Part[]) => ({
  contents: [
    createUserContent('Weather?'),
    createModelContent([createPartFromFunctionCall('sky', { city: 'Rome' }), createPartFromFunctionCall('sea', {})]),
    createUserContent(results),
  ],
})
const answered = (name: string, output: string): Part => ({ functionResponse: { name, response: { output } } })

const DECLARATION = ['tools', 0, 'functionDeclarations', 0, 'parameters']
const olderType = (ours: string, ...path: string[]): Difference => ({
  at: [...DECLARATION, ...path, 'type'],
  ours,
  because: typesInSmall,
})

export const toolIntents: readonly Intent[] = [
  {
    intent: 'a function for a model that knows only the older form of schemas',
    model: OLD,
    ours: {
      messages: [question],
      tools: [
        tool('sea', { ...city, $schema: 'http://json-schema.org/draft-07/schema#', additionalProperties: false }),
      ],
    },
    theirs: {
      contents: 'Weather?',
      ...config({
        tools: [
          {
            functionDeclarations: [
              {
                name: 'sea',
                description: 'Does sea.',
                parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
              },
            ],
          },
        ],
      }),
    },
    differs: [olderType('object'), olderType('string', 'properties', 'city')],
  },
  {
    intent: 'a function without parameters',
    ours: { tools: [tool('now')] },
    theirs: config(functions(declaration('now'))),
  },
  {
    intent: 'a function with an empty object of parameters',
    ours: { tools: [tool('now', { type: 'object', properties: {} })] },
    theirs: config(functions(declaration('now'))),
  },
  {
    intent: 'many functions, with nested, enumerated and united parameters',
    ours: { tools: [tool('sky', nested), tool('sea', city), tool('now')] },
    theirs: config(functions(declaration('sky', nested), declaration('sea', city), declaration('now'))),
  },
  {
    intent: 'some of the functions, one of them for certain',
    ours: {
      tools: [tool('sky', city), tool('sea', city), tool('now')],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: {
          mode: 'required',
          tools: [
            { type: 'function', function: { name: 'sky' } },
            { type: 'function', function: { name: 'now' } },
          ],
        },
      },
    },
    theirs: config({
      ...functions(declaration('sky', city), declaration('now')),
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
    }),
  },
  {
    intent: 'a function whose arguments are checked',
    ours: { tools: [{ type: 'function', function: { name: 'sea', parameters: city, strict: true } }] },
    theirs: config({
      ...functions({ name: 'sea', parametersJsonSchema: city }),
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.VALIDATED } },
    }),
  },
  {
    intent: 'two calls at once, answered in the other order',
    ours: { messages: [question, two, result('b', 'calm'), result('a', 'sun')] },
    theirs: twoTurns(answered('sky', 'sun'), answered('sea', 'calm')),
  },
  {
    intent: 'a result that is an error',
    ours: { messages: [question, two, result('a', 'Error: no such city'), result('b', 'calm')] },
    theirs: twoTurns(answered('sky', 'Error: no such city'), answered('sea', 'calm')),
  },
  {
    intent: 'a result with an image, for a model that takes one inside',
    model: NEWER,
    on: 'gemini',
    ours: {
      messages: [
        question,
        { role: 'assistant', tool_calls: [calling('a', 'sky', '{}')] },
        result('a', [text('sun'), { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }]),
      ],
    },
    theirs: {
      contents: [
        createUserContent('Weather?'),
        createModelContent({
          functionCall: { id: 'a', name: 'sky', args: {} },
          thoughtSignature: 'skip_thought_signature_validator',
        }),
        createUserContent(
          createPartFromFunctionResponse('a', 'sky', { output: 'sun' }, [
            createFunctionResponsePartFromBase64(PNG, 'image/png'),
          ]),
        ),
      ],
    },
  },
  {
    intent: 'maps near a place',
    ours: {
      tools: [{ googleMaps: {} }],
      toolConfig: { retrievalConfig: { latLng: { latitude: 1, longitude: 2 } } },
    },
    theirs: config({
      tools: [{ googleMaps: {} }],
      toolConfig: { retrievalConfig: { latLng: { latitude: 1, longitude: 2 } } },
    }),
  },
  {
    intent: 'several tools that Google runs',
    ours: { tools: [{ googleSearch: {} }, { urlContext: {} }, { codeExecution: {} }] },
    theirs: config({ tools: [{ googleSearch: {} }, { urlContext: {} }, { codeExecution: {} }] }),
  },
  {
    intent: 'a function beside Google Search',
    model: NEWER,
    on: 'gemini',
    ours: { tools: [tool('sky', city), { googleSearch: {} }] },
    theirs: config({
      tools: [{ functionDeclarations: [declaration('sky', city)] }, { googleSearch: {} }],
      toolConfig: {
        functionCallingConfig: { mode: FunctionCallingConfigMode.VALIDATED },
        includeServerSideToolInvocations: true,
      },
    }),
  },
  {
    intent: 'files that Google searches',
    on: 'gemini',
    ours: { tools: [{ fileSearch: { fileSearchStoreNames: ['fileSearchStores/a'], topK: 3 } }] },
    theirs: config({ tools: [{ fileSearch: { fileSearchStoreNames: ['fileSearchStores/a'], topK: 3 } }] }),
  },
  {
    intent: 'a data store that Google searches',
    on: 'vertex',
    ours: { tools: [{ retrieval: { vertexAiSearch: { datastore: 'projects/p/dataStores/d' } } }] },
    theirs: config({ tools: [{ retrieval: { vertexAiSearch: { datastore: 'projects/p/dataStores/d' } } }] }),
  },
]
