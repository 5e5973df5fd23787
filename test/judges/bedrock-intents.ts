// What is asked, as chat completions say it and as a user of @aws-sdk/client-bedrock-runtime does.
import { CLAUDE, GPT_OSS, LLAMA, MISTRAL, NOVA, TITAN } from '../bedrock/call.js'
import {
  assistant,
  BASE64,
  BYTES,
  city,
  EPHEMERAL,
  type Intent,
  POINT,
  says,
  spec,
  text,
  tool,
  user,
} from './bedrock-intent.js'

const OPUS = 'us.anthropic.claude-opus-4-8'
const file = (filename: string, type: string) => ({
  type: 'file' as const,
  file: { filename, file_data: `data:${type};base64,${BASE64}` },
})

export const intents: readonly Intent[] = [
  {
    intent: 'plain text',
    ours: says(text('Hello, wörld 🌍')),
    theirs: { messages: [user({ text: 'Hello, wörld 🌍' })] },
  },
  {
    intent: 'instructions of two messages',
    ours: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: [text('Be kind.')] },
        { role: 'user', content: 'Hi' },
      ],
    },
    theirs: { system: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
  },
  {
    intent: 'instructions for a model that has none',
    model: TITAN,
    ours: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
    },
    theirs: { messages: [user({ text: 'Be brief.' }, { text: 'Hi' })] },
  },
  {
    intent: 'several turns',
    ours: {
      messages: [
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'Two' },
        { role: 'user', content: 'Three' },
      ],
    },
    theirs: { messages: [user({ text: 'One' }), assistant({ text: 'Two' }), user({ text: 'Three' })] },
  },
  {
    intent: 'the beginning of the answer',
    ours: {
      messages: [
        { role: 'user', content: 'Count.' },
        { role: 'assistant', content: 'One, ' },
      ],
    },
    theirs: { messages: [user({ text: 'Count.' }), assistant({ text: 'One,' })] },
  },
  {
    intent: 'words and pictures of each format',
    ours: says(
      text('Which?'),
      ...['png', 'jpeg', 'gif', 'webp'].map((format) => ({
        type: 'image_url' as const,
        image_url: { url: `data:image/${format};base64,${BASE64}` },
      })),
    ),
    theirs: {
      messages: [
        user(
          { text: 'Which?' },
          { image: { format: 'png', source: { bytes: BYTES } } },
          { image: { format: 'jpeg', source: { bytes: BYTES } } },
          { image: { format: 'gif', source: { bytes: BYTES } } },
          { image: { format: 'webp', source: { bytes: BYTES } } },
        ),
      ],
    },
  },
  {
    intent: 'a picture in S3',
    model: NOVA,
    ours: says(text('What?'), { type: 'image_url', image_url: { url: 's3://bucket/a.png' } }),
    theirs: {
      messages: [
        user({ text: 'What?' }, { image: { format: 'png', source: { s3Location: { uri: 's3://bucket/a.png' } } } }),
      ],
    },
  },
  {
    intent: 'a video',
    model: NOVA,
    ours: says(text('What?'), file('a.mp4', 'video/mp4')),
    theirs: { messages: [user({ text: 'What?' }, { video: { format: 'mp4', source: { bytes: BYTES } } })] },
  },
  {
    intent: 'sound',
    model: NOVA,
    ours: says(text('What?'), { type: 'input_audio', input_audio: { data: BASE64, format: 'wav' } }),
    theirs: { messages: [user({ text: 'What?' }, { audio: { format: 'wav', source: { bytes: BYTES } } })] },
  },
  {
    intent: 'documents with names',
    ours: says(text('Sum up.'), file('Report (2).pdf', 'application/pdf'), file('table.csv', 'text/csv')),
    theirs: {
      messages: [
        user(
          { text: 'Sum up.' },
          { document: { format: 'pdf', name: 'Report (2)', source: { bytes: BYTES } } },
          { document: { format: 'csv', name: 'table', source: { bytes: BYTES } } },
        ),
      ],
    },
  },
  { intent: 'max_tokens', ours: { max_tokens: 64 }, theirs: { inferenceConfig: { maxTokens: 64 } } },
  {
    intent: 'max_completion_tokens',
    ours: { max_completion_tokens: 64 },
    theirs: { inferenceConfig: { maxTokens: 64 } },
  },
  { intent: 'temperature', ours: { temperature: 0.3 }, theirs: { inferenceConfig: { temperature: 0.3 } } },
  { intent: 'a temperature of zero', ours: { temperature: 0 }, theirs: { inferenceConfig: { temperature: 0 } } },
  { intent: 'top_p', ours: { top_p: 0.8 }, theirs: { inferenceConfig: { topP: 0.8 } } },
  {
    intent: 'all of them, for a model that takes all',
    model: LLAMA,
    ours: { temperature: 0.3, top_p: 0.8, max_tokens: 64, stop: 'END' },
    theirs: { inferenceConfig: { temperature: 0.3, topP: 0.8, maxTokens: 64, stopSequences: ['END'] } },
  },
  { intent: 'stops', ours: { stop: ['A', 'B'] }, theirs: { inferenceConfig: { stopSequences: ['A', 'B'] } } },
  {
    intent: 'nothing, said as null',
    ours: { temperature: null, top_p: null, stop: null, max_tokens: null, metadata: null },
    theirs: {},
  },
  { intent: 'top_k of Claude', ours: { top_k: 20 }, theirs: { additionalModelRequestFields: { top_k: 20 } } },
  {
    intent: 'top_k of Nova',
    model: NOVA,
    ours: { top_k: 20 },
    theirs: { additionalModelRequestFields: { inferenceConfig: { topK: 20 } } },
  },
  {
    intent: "Claude's budget for thinking",
    ours: { thinking: { type: 'enabled', budget_tokens: 2000 }, max_tokens: 3000 },
    theirs: {
      inferenceConfig: { maxTokens: 3000 },
      additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2000 } },
    },
    differs: [
      {
        at: ['inferenceConfig', 'maxTokens'],
        ours: 5000,
        because: "Claude counts its thinking into the limit, OpenAI's form asks for the length of the answer",
      },
    ],
  },
  {
    intent: 'no thinking',
    ours: { thinking: { type: 'disabled' } },
    theirs: { additionalModelRequestFields: { thinking: { type: 'disabled' } } },
  },
  {
    intent: 'an effort of a Claude that sets its own budget',
    model: OPUS,
    ours: { thinking: { type: 'adaptive' }, reasoning_effort: 'xhigh' },
    theirs: {
      additionalModelRequestFields: { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } },
    },
  },
  {
    intent: 'an effort of Nova',
    model: NOVA,
    ours: { reasoning_effort: 'low' },
    theirs: { additionalModelRequestFields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } } },
  },
  {
    intent: 'an effort of gpt-oss',
    model: GPT_OSS,
    ours: { reasoning_effort: 'high' },
    theirs: { additionalModelRequestFields: { reasoning_effort: 'high' } },
  },
  {
    intent: 'JSON of a schema by the grammar of the model',
    ours: {
      outputConfig: {
        textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(city), name: 'city' } } },
      },
    },
    theirs: {
      outputConfig: {
        textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(city), name: 'city' } } },
      },
    },
  },
  {
    intent: 'JSON of a schema by a tool',
    ours: {
      response_format: { type: 'json_schema', json_schema: { name: 'city', description: 'A city.', schema: city } },
    },
    theirs: {
      toolConfig: {
        tools: [{ toolSpec: { name: 'json', description: 'A city.', inputSchema: { json: city } } }],
        toolChoice: { tool: { name: 'json' } },
      },
    },
  },
  {
    intent: 'points for the cache after tools, instructions and words',
    ours: {
      messages: [
        { role: 'system', content: [text('Long.', EPHEMERAL)] },
        { role: 'user', content: [text('Long too.', EPHEMERAL), text('Hi')] },
      ],
      tools: [{ ...tool('sky', city), ...EPHEMERAL }],
    },
    theirs: {
      system: [{ text: 'Long.' }, POINT],
      messages: [user({ text: 'Long too.' }, POINT, { text: 'Hi' })],
      toolConfig: { tools: [spec('sky', city), POINT] },
    },
  },
  {
    intent: 'a point for an hour',
    ours: {
      messages: [
        { role: 'system', content: [text('Long.', { cache_control: { type: 'ephemeral', ttl: '1h' } })] },
        { role: 'user', content: 'Hi' },
      ],
    },
    theirs: { system: [{ text: 'Long.' }, { cachePoint: { type: 'default', ttl: '1h' } }] },
  },
  {
    intent: 'a guardrail, and words for it',
    ours: {
      ...says(text('Read:'), { type: 'guarded_text', text: 'untrusted' } as never),
      guardrailConfig: { guardrailIdentifier: 'g-1', guardrailVersion: '2', trace: 'enabled' },
    },
    theirs: {
      messages: [user({ text: 'Read:' }, { guardContent: { text: { text: 'untrusted' } } })],
      guardrailConfig: { guardrailIdentifier: 'g-1', guardrailVersion: '2', trace: 'enabled' },
    },
  },
  {
    intent: "the model's own fields, and where to read what it adds",
    ours: {
      additionalModelRequestFields: { anthropic_beta: ['context-1m-2025-08-07'] },
      additionalModelResponseFieldPaths: ['/stop_sequence'],
    },
    theirs: {
      additionalModelRequestFields: { anthropic_beta: ['context-1m-2025-08-07'] },
      additionalModelResponseFieldPaths: ['/stop_sequence'],
    },
  },
  {
    intent: 'a field that only the model knows',
    model: MISTRAL,
    ours: { safe_prompt: true },
    theirs: { additionalModelRequestFields: { safe_prompt: true } },
  },
  {
    intent: 'metadata, a tier and little delay',
    ours: { metadata: { team: 'blue' }, service_tier: 'priority', performanceConfig: { latency: 'optimized' } },
    theirs: {
      requestMetadata: { team: 'blue' },
      serviceTier: { type: 'priority' },
      performanceConfig: { latency: 'optimized' },
    },
  },
  {
    intent: 'a managed prompt',
    model: 'arn:aws:bedrock:eu-west-1:123456789012:prompt/ABCDEFGHIJ:1',
    ours: { promptVariables: { topic: { text: 'sky' } } },
    theirs: { promptVariables: { topic: { text: 'sky' } } },
  },
  {
    intent: 'an inference profile by its ARN',
    model: 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123',
    ours: {},
    theirs: {},
  },
  { intent: 'a model of one region', model: CLAUDE.replace('us.', 'eu.'), ours: {}, theirs: {} },
]
