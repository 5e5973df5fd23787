// Intents beside the simple ones of test/gemini/official-client.test.ts, as chat completions say them and as a user of
// @google/genai does.
import {
  createModelContent,
  createPartFromBase64,
  createPartFromUri,
  createUserContent,
  FeatureSelectionPreference,
  HarmBlockMethod,
  HarmBlockThreshold,
  HarmCategory,
  MediaResolution,
  type Part,
  PartMediaResolutionLevel,
  ServiceTier,
  ThinkingLevel,
} from '@google/genai'
import type { ChatRequest, ContentPart } from '../../src/provider.js'
import type { Difference } from './differences.js'
import { config, type Intent, NEWER, nested, OLD, PNG, PRO, text, typesInSmall } from './gemini-intent.js'

const says = (...content: ContentPart[]): Pick<ChatRequest, 'messages'> => ({ messages: [{ role: 'user', content }] })
const turn = (...parts: Part[]) => ({ contents: createUserContent(parts) })
const instructionsHaveNoRole: Difference = {
  at: ['systemInstruction', 'role'],
  ours: undefined,
  because: 'the role of instructions is not read; the SDK writes the one that any content has',
}
const thoughtsAreAskedFor: Difference = {
  at: ['generationConfig', 'thinkingConfig', 'includeThoughts'],
  ours: true,
  because: 'who sets how to think wants reasoning_content, which comes only when asked for',
}

const olderAnswer = (ours: string, ...path: string[]): Difference => ({
  at: ['generationConfig', 'responseSchema', ...path, 'type'],
  ours,
  because: typesInSmall,
})

export const intents: readonly Intent[] = [
  { intent: 'plain text', ours: says(text('Hello, wörld 🌍')), theirs: { contents: 'Hello, wörld 🌍' } },
  {
    intent: 'instructions',
    ours: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
    },
    theirs: config({ systemInstruction: 'Be brief.' }),
    differs: [instructionsHaveNoRole],
  },
  {
    intent: 'instructions of two messages',
    ours: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
        { role: 'user', content: 'Hi' },
      ],
    },
    theirs: config({ systemInstruction: ['Be brief.', 'Be kind.'] }),
    differs: [instructionsHaveNoRole],
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
    theirs: { contents: [createUserContent('One'), createModelContent('Two'), createUserContent('Three')] },
  },
  {
    intent: 'a turn of several parts',
    ours: says(text('One'), text('Two'), { type: 'image_url', image_url: { url: `data:image/webp;base64,${PNG}` } }),
    theirs: { contents: ['One', 'Two', createPartFromBase64(PNG, 'image/webp')] },
  },
  {
    intent: 'an MP3',
    ours: says({ type: 'input_audio', input_audio: { data: 'aGk=', format: 'mp3' } }),
    theirs: turn(createPartFromBase64('aGk=', 'audio/mp3')),
    differs: [
      {
        at: ['contents', 0, 'parts', 0, 'inlineData', 'mimeType'],
        ours: 'audio/mpeg',
        because: "the registered name; Google's page says audio/mp3, and both are taken",
      },
    ],
  },
  {
    intent: 'a file of the Files API',
    ours: says({ type: 'file', file: { file_id: 'files/abc-123', filename: 'a.pdf' } }),
    theirs: turn(
      createPartFromUri('https://generativelanguage.googleapis.com/v1beta/files/abc-123', 'application/pdf'),
    ),
    on: 'gemini',
  },
  {
    intent: 'an image by URL, which Vertex fetches',
    ours: says({ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }),
    theirs: turn(createPartFromUri('https://example.com/a.png', 'image/png')),
    on: 'vertex',
  },
  {
    intent: 'a PDF in Google storage',
    ours: says({ type: 'file', file: { file_id: 'gs://bucket/a.pdf' } }),
    theirs: turn(createPartFromUri('gs://bucket/a.pdf', 'application/pdf')),
  },
  {
    intent: 'a video of YouTube',
    ours: says({ type: 'file', file: { file_id: 'https://www.youtube.com/watch?v=abc' } }),
    theirs: turn(createPartFromUri('https://www.youtube.com/watch?v=abc', 'video/mp4')),
  },
  {
    intent: 'a piece of a video, at few frames',
    ours: says({
      type: 'file',
      file: { file_id: 'gs://bucket/a.mp4', video_metadata: { fps: 0.5, start_offset: '10s', end_offset: 62.5 } },
    }),
    theirs: turn({
      ...createPartFromUri('gs://bucket/a.mp4', 'video/mp4'),
      videoMetadata: { fps: 0.5, startOffset: '10s', endOffset: '62.5s' },
    }),
  },
  {
    intent: 'an image to be looked at closely',
    ours: says({ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'high' } }),
    theirs: turn(createPartFromBase64(PNG, 'image/png', PartMediaResolutionLevel.MEDIA_RESOLUTION_HIGH)),
    model: NEWER,
  },
  {
    intent: 'zero for each number that can be zero',
    ours: { temperature: 0, top_p: 0, seed: 0, presence_penalty: 0, frequency_penalty: 0 },
    theirs: config({ temperature: 0, topP: 0, seed: 0, presencePenalty: 0, frequencyPenalty: 0 }),
  },
  {
    intent: 'nothing, said as null',
    ours: { temperature: null, top_p: null, seed: null, stop: null, n: null, max_tokens: null },
    theirs: {},
  },
  {
    intent: 'log probabilities of the chosen tokens alone',
    ours: { logprobs: true },
    theirs: config({ responseLogprobs: true }),
  },
  {
    intent: 'settings by the names of the vendor',
    ours: {
      candidateCount: 2,
      frequencyPenalty: 0.1,
      maxOutputTokens: 9,
      presencePenalty: 0.2,
      responseLogprobs: true,
      stopSequences: ['a'],
      topK: 3,
      topP: 0.5,
    },
    theirs: config({
      candidateCount: 2,
      frequencyPenalty: 0.1,
      maxOutputTokens: 9,
      presencePenalty: 0.2,
      responseLogprobs: true,
      stopSequences: ['a'],
      topK: 3,
      topP: 0.5,
    }),
  },
  {
    intent: 'three candidates, all settings together',
    ours: { n: 3, temperature: 1.5, top_p: 0.9, top_k: 40, max_completion_tokens: 99, stop: ['a', 'b'] },
    theirs: config({
      candidateCount: 3,
      temperature: 1.5,
      topP: 0.9,
      topK: 40,
      maxOutputTokens: 99,
      stopSequences: ['a', 'b'],
    }),
  },
  {
    intent: 'JSON of a schema with references and unions',
    ours: { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: nested, strict: true } } },
    theirs: config({ responseMimeType: 'application/json', responseJsonSchema: nested }),
  },
  {
    intent: 'JSON of a schema for a model that knows only the older form of schemas',
    model: OLD,
    ours: {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'x', schema: { type: 'object', properties: { n: { type: ['integer', 'null'] } } } },
      },
    },
    theirs: config({
      responseMimeType: 'application/json',
      responseSchema: { type: 'object', properties: { n: { type: ['integer', 'null'] } } },
    }),
    differs: [olderAnswer('object'), olderAnswer('integer', 'properties', 'n')],
  },
  {
    intent: 'a thinking budget',
    ours: { thinking: { type: 'enabled', budget_tokens: 4000 } },
    theirs: config({ thinkingConfig: { thinkingBudget: 4000 } }),
    differs: [thoughtsAreAskedFor],
  },
  {
    intent: 'thinking as the model sees fit',
    ours: { thinking: { type: 'adaptive' } },
    theirs: config({ thinkingConfig: { thinkingBudget: -1 } }),
    differs: [thoughtsAreAskedFor],
  },
  {
    intent: 'thinking that is not shown',
    ours: { thinking: { type: 'enabled', budget_tokens: 4000, display: 'omitted' } },
    theirs: config({ thinkingConfig: { thinkingBudget: 4000, includeThoughts: false } }),
  },
  {
    intent: 'as little thinking as a model that must think can do',
    model: PRO,
    ours: { reasoning_effort: 'none' },
    theirs: config({ thinkingConfig: { thinkingBudget: 128 } }),
  },
  {
    intent: 'the highest level of thinking',
    model: NEWER,
    ours: { reasoning_effort: 'xhigh' },
    theirs: config({ thinkingConfig: { thinkingLevel: ThinkingLevel.HIGH } }),
    differs: [thoughtsAreAskedFor],
  },
  {
    intent: 'pictures read closely, and a picture and words for an answer',
    ours: { mediaResolution: 'MEDIA_RESOLUTION_HIGH', modalities: ['text', 'image'] as never },
    theirs: config({
      mediaResolution: MediaResolution.MEDIA_RESOLUTION_HIGH,
      responseModalities: ['TEXT', 'IMAGE'],
    }),
  },
  {
    intent: 'speech',
    model: 'gemini-2.5-flash-preview-tts',
    ours: { modalities: ['audio'], audio: { voice: 'Kore', format: 'wav' } },
    theirs: config({
      responseModalities: ['AUDIO'],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
    }),
  },
  {
    intent: 'labels',
    on: 'vertex',
    ours: { labels: { team: 'blue' } },
    theirs: config({ labels: { team: 'blue' } }),
  },
  {
    intent: 'how to choose a model, what to screen and where to keep what is made',
    on: 'vertex',
    ours: {
      modelSelectionConfig: { featureSelectionPreference: 'BALANCED' },
      modelArmorConfig: { promptTemplateName: 'projects/p/locations/l/templates/t' },
      generationOutputConfig: {},
    },
    theirs: config({
      modelSelectionConfig: { featureSelectionPreference: FeatureSelectionPreference.BALANCED },
      modelArmorConfig: { promptTemplateName: 'projects/p/locations/l/templates/t' },
      generationOutputConfig: {},
    }),
  },
  {
    intent: 'a transcript, going on where an answer stopped',
    ours: { audioTranscriptionConfig: {}, continuationToken: 'dG9r' },
    theirs: config({ audioTranscriptionConfig: {}, continuationToken: 'dG9r' }),
  },
  {
    intent: 'cached content and timestamps of audio',
    on: 'vertex',
    ours: { cachedContent: 'projects/p/locations/l/cachedContents/1', audioTimestamp: true },
    theirs: config({ cachedContent: 'projects/p/locations/l/cachedContents/1', audioTimestamp: true }),
  },
  {
    intent: 'safety by severity',
    on: 'vertex',
    ours: {
      safetySettings: [
        { category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH', method: 'SEVERITY' },
        { category: 'HARM_CATEGORY_HATE_SPEECH', threshold: 'OFF' },
      ],
    },
    theirs: config({
      safetySettings: [
        {
          category: HarmCategory.HARM_CATEGORY_HARASSMENT,
          threshold: HarmBlockThreshold.BLOCK_ONLY_HIGH,
          method: HarmBlockMethod.SEVERITY,
        },
        { category: HarmCategory.HARM_CATEGORY_HATE_SPEECH, threshold: HarmBlockThreshold.OFF },
      ],
    }),
  },
  {
    intent: 'a tier for those in a hurry',
    on: 'gemini',
    ours: { service_tier: 'priority' },
    theirs: config({ serviceTier: ServiceTier.PRIORITY }),
  },
  { intent: 'a tuned model', on: 'gemini', model: 'tunedModels/mine-1', ours: {}, theirs: {} },
  { intent: 'a model by its whole name', on: 'gemini', model: 'models/gemini-2.5-flash', ours: {}, theirs: {} },
  {
    intent: "a publisher's model by its whole name",
    on: 'vertex',
    model: 'publishers/google/models/gemini-2.5-flash',
    ours: {},
    theirs: {},
  },
]
