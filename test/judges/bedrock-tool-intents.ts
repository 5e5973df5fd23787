// Tools, calls, results and the reasoning between them, as chat completions say them and as a user of
// @aws-sdk/client-bedrock-runtime does.
import type { Tool } from '@aws-sdk/client-bedrock-runtime'
import type { ChatMessage } from '../../src/provider.js'
import { LLAMA, MISTRAL, NOVA } from '../bedrock/call.js'
import {
  assistant,
  BASE64,
  BYTES,
  calling,
  city,
  type Intent,
  result,
  spec,
  text,
  thought,
  tool,
  user,
} from './bedrock-intent.js'

const nested = {
  type: 'object',
  properties: {
    where: { type: 'object', properties: { at: { type: 'array', items: { type: 'number' } } }, required: ['at'] },
    unit: { type: 'string', enum: ['c', 'f'], default: 'c' },
    when: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'integer' }, { type: 'null' }] },
    tag: { $ref: '#/$defs/tag' },
  },
  required: ['where'],
  additionalProperties: false,
  $defs: { tag: { type: ['string', 'null'] } },
}
const tools = [tool('sky', city), tool('sea', city)]
const offered: Tool[] = [spec('sky', city), spec('sea', city)]

const question: ChatMessage = { role: 'user', content: 'Weather?' }
const two: ChatMessage = {
  role: 'assistant',
  content: 'Let me see.',
  tool_calls: [
    calling('tooluse_a', 'sky', '{"city":"Rome"}'),
    calling('tooluse_b', 'sea', '{"city":"Nice","n":[1,null]}'),
  ],
}
const twoCalls = assistant(
  { text: 'Let me see.' },
  { toolUse: { toolUseId: 'tooluse_a', name: 'sky', input: { city: 'Rome' } } },
  { toolUse: { toolUseId: 'tooluse_b', name: 'sea', input: { city: 'Nice', n: [1, null] } } },
)

export const toolIntents: readonly Intent[] = [
  { intent: 'a tool', ours: { tools: [tool('sky', city)] }, theirs: { toolConfig: { tools: [spec('sky', city)] } } },
  {
    intent: 'a tool without parameters',
    ours: { tools: [{ type: 'function', function: { name: 'now' } }] },
    theirs: {
      toolConfig: {
        tools: [{ toolSpec: { name: 'now', inputSchema: { json: { type: 'object', properties: {} } } } }],
      },
    },
  },
  {
    intent: 'many tools, with nested, enumerated and united parameters',
    ours: { tools: [tool('find', nested), ...tools] },
    theirs: { toolConfig: { tools: [spec('find', nested), ...offered] } },
  },
  {
    intent: 'a tool whose arguments are checked',
    ours: { tools: [tool('sky', city, { strict: true })] },
    theirs: { toolConfig: { tools: [spec('sky', city, { strict: true })] } },
  },
  {
    intent: 'the choice of the model',
    ours: { tools, tool_choice: 'auto' },
    theirs: { toolConfig: { tools: offered, toolChoice: { auto: {} } } },
  },
  {
    intent: 'some tool for certain',
    ours: { tools, tool_choice: 'required' },
    theirs: { toolConfig: { tools: offered, toolChoice: { any: {} } } },
  },
  {
    intent: 'one tool for certain',
    ours: { tools, tool_choice: { type: 'function', function: { name: 'sky' } } },
    theirs: { toolConfig: { tools: offered, toolChoice: { tool: { name: 'sky' } } } },
    differs: [
      {
        at: ['toolConfig', 'tools'],
        ours: [spec('sky', city)],
        because: 'models that cannot be forced are led to the tool when it is the only one (quirks.md 91)',
      },
    ],
  },
  {
    intent: 'one tool for certain, of Mistral',
    model: MISTRAL,
    ours: { tools, tool_choice: { type: 'function', function: { name: 'sky' } } },
    theirs: { toolConfig: { tools: [spec('sky', city)], toolChoice: { any: {} } } },
  },
  { intent: 'no tool', ours: { tools, tool_choice: 'none' }, theirs: {} },
  {
    intent: 'one call at a time, of Claude',
    ours: { tools, parallel_tool_calls: false },
    theirs: {
      toolConfig: { tools: offered },
      additionalModelRequestFields: { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    },
  },
  {
    intent: 'a search of the web, of Nova',
    model: NOVA,
    ours: { web_search_options: {} },
    theirs: { toolConfig: { tools: [{ systemTool: { name: 'nova_grounding' } }] } },
  },
  {
    intent: 'two calls at once and their results',
    ours: { tools, messages: [question, two, result('tooluse_a', 'sun'), result('tooluse_b', 'calm')] },
    theirs: {
      toolConfig: { tools: offered },
      messages: [
        user({ text: 'Weather?' }),
        twoCalls,
        user(
          { toolResult: { toolUseId: 'tooluse_a', content: [{ text: 'sun' }] } },
          { toolResult: { toolUseId: 'tooluse_b', content: [{ text: 'calm' }] } },
        ),
      ],
    },
  },
  {
    intent: 'a call and its result, of Llama',
    model: LLAMA,
    ours: {
      tools,
      messages: [
        question,
        { role: 'assistant', tool_calls: [calling('tooluse_a', 'sky', '')] },
        result('tooluse_a', 'sun'),
      ],
    },
    theirs: {
      toolConfig: { tools: offered },
      messages: [
        user({ text: 'Weather?' }),
        assistant({ toolUse: { toolUseId: 'tooluse_a', name: 'sky', input: {} } }),
        user({ toolResult: { toolUseId: 'tooluse_a', content: [{ text: 'sun' }] } }),
      ],
    },
  },
  {
    intent: 'a result that is an error',
    ours: { tools, messages: [question, two, result('tooluse_a', 'Error: no such city'), result('tooluse_b', 'calm')] },
    theirs: {
      toolConfig: { tools: offered },
      messages: [
        user({ text: 'Weather?' }),
        twoCalls,
        user(
          { toolResult: { toolUseId: 'tooluse_a', content: [{ text: 'Error: no such city' }], status: 'error' } },
          { toolResult: { toolUseId: 'tooluse_b', content: [{ text: 'calm' }] } },
        ),
      ],
    },
    differs: [
      {
        at: ['messages', 2, 'content', 0, 'toolResult', 'status'],
        ours: undefined,
        because: "OpenAI's tool messages have no mark for an error: the words say it",
      },
    ],
  },
  {
    intent: 'a result with a picture and a document, then words',
    ours: {
      tools,
      messages: [
        question,
        { role: 'assistant', tool_calls: [calling('tooluse_a', 'sky', '{}')] },
        result('tooluse_a', [
          text('sun'),
          { type: 'image_url', image_url: { url: `data:image/png;base64,${BASE64}` } },
          { type: 'file', file: { filename: 'sky.pdf', file_data: `data:application/pdf;base64,${BASE64}` } },
        ]),
        { role: 'user', content: 'And?' },
      ],
    },
    theirs: {
      toolConfig: { tools: offered },
      messages: [
        user({ text: 'Weather?' }),
        assistant({ toolUse: { toolUseId: 'tooluse_a', name: 'sky', input: {} } }),
        user(
          {
            toolResult: {
              toolUseId: 'tooluse_a',
              content: [
                { text: 'sun' },
                { image: { format: 'png', source: { bytes: BYTES } } },
                { document: { format: 'pdf', name: 'sky', source: { bytes: BYTES } } },
              ],
            },
          },
          { text: 'And?' },
        ),
      ],
    },
  },
  {
    intent: "Claude's signed and hidden thoughts before a call",
    ours: {
      tools,
      thinking: { type: 'enabled', budget_tokens: 1024 },
      messages: [
        question,
        {
          role: 'assistant',
          content: null,
          thinking_blocks: [thought('Sky it is.', 'c2ln'), { type: 'redacted_thinking', data: 'AP8=' }],
          tool_calls: [calling('tooluse_a', 'sky', '{}')],
        },
        result('tooluse_a', 'sun'),
      ],
    },
    theirs: {
      toolConfig: { tools: offered },
      inferenceConfig: { maxTokens: 5120 },
      additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } },
      messages: [
        user({ text: 'Weather?' }),
        assistant(
          { reasoningContent: { reasoningText: { text: 'Sky it is.', signature: 'c2ln' } } },
          { reasoningContent: { redactedContent: new Uint8Array([0, 255]) } },
          { toolUse: { toolUseId: 'tooluse_a', name: 'sky', input: {} } },
        ),
        user({ toolResult: { toolUseId: 'tooluse_a', content: [{ text: 'sun' }] } }),
      ],
    },
  },
]
