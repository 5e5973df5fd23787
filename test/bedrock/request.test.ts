import { describe, expect, it } from 'vitest'
import { toModelId } from '../../providers/bedrock/model-id.js'
import { modelFacts } from '../../providers/bedrock/models.js'
import { BadRequestError } from '../../src/provider.js'
import { CLAUDE, sent } from './call.js'

describe('a model id (96)', () => {
  const arn = 'arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123'
  it.each([
    ['us.anthropic.claude-sonnet-4-6', 'us.anthropic.claude-sonnet-4-6', undefined],
    [arn, arn, 'eu-central-1'],
    [
      'arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/x',
      'arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/x',
      'us-gov-west-1',
    ],
    ['arn:aws:bedrock:::foundation-model/x', 'arn:aws:bedrock:::foundation-model/x', undefined],
    ['converse/amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0', undefined],
    ['us-west-2/amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0', 'us-west-2'],
    ['amazon.nova-lite-v1%3A0', 'amazon.nova-lite-v1:0', undefined],
  ])('%s calls %s in %s', (model, id, region) => {
    expect(toModelId(model)).toEqual({ id, region })
  })

  it('may be told what model it hides', () => {
    const { input } = sent({ model_id: arn, reasoning_effort: 'low' }, CLAUDE)
    expect(input.modelId).toBe(arn)
    expect(input.additionalModelRequestFields).toEqual({ thinking: { type: 'enabled', budget_tokens: 6400 } })
  })

  it.each([
    ['eu.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude'],
    ['anthropic.claude-v2:1', 'claude'],
    ['apac.amazon.nova-pro-v1:0', 'nova'],
    ['us.mistral.pixtral-large-2502-v1:0', 'mistral'],
    ['openai.gpt-oss-20b-1:0', 'gpt-oss'],
    ['qwen.qwen3-32b-v1:0', 'other'],
  ])('%s is of the family %s', (model, family) => {
    expect(modelFacts(model).family).toBe(family)
  })
})

describe("fields beyond OpenAI's", () => {
  it("are Converse's where it has them, and the model's own elsewhere", () => {
    const guardrailConfig = { guardrailIdentifier: 'g', guardrailVersion: '1' }
    const { input } = sent({
      guardrailConfig,
      performanceConfig: { latency: 'optimized' },
      promptVariables: { a: { text: 'b' } },
      requestMetadata: { team: 'x' },
      metadata: { run: '1' },
      additionalModelRequestFields: { thinking: { display: 'omitted' }, other: 1 },
      inferenceConfig: { maxTokens: 7 },
      own_field: true,
      reasoning_effort: 'low',
    })
    expect(input).toMatchObject({
      guardrailConfig,
      performanceConfig: { latency: 'optimized' },
      promptVariables: { a: { text: 'b' } },
      requestMetadata: { team: 'x', run: '1' },
      inferenceConfig: { maxTokens: 7 },
    })
    expect(input.additionalModelRequestFields).toEqual({
      thinking: { type: 'enabled', budget_tokens: 6400, display: 'omitted' },
      own_field: true,
      other: 1,
    })
  })

  it('service tiers and stops are told in its words', () => {
    expect(sent({ service_tier: 'flex', stop: ['a', ' '] })).toMatchObject({
      input: { serviceTier: { type: 'flex' }, inferenceConfig: { stopSequences: ['a'] } },
      dropped: ['stop'],
    })
    expect(sent({ service_tier: 'auto' }).input.serviceTier).toBeUndefined()
    expect(sent({ service_tier: 'scale' })).toMatchObject({ dropped: ['service_tier'] })
  })
})

describe('media (99)', () => {
  const PNG = 'iVBORw0KGgo='
  const contentOf = (...content: unknown[]) =>
    sent({ messages: [{ role: 'user', content } as never] }).input.messages?.[0]?.content
  const image = (url: string) => ({ type: 'image_url', image_url: { url } })

  it('are bytes or places in S3', () => {
    expect(contentOf(image(`data:image/*;base64,${PNG}`), image('s3://b/c/photo.webp'))).toEqual([
      { image: { format: 'png', source: { bytes: new Uint8Array(Buffer.from(PNG, 'base64')) } } },
      { image: { format: 'webp', source: { s3Location: { uri: 's3://b/c/photo.webp' } } } },
    ])
  })

  it('of other hosts are refused by their place', () => {
    const http = () => contentOf({ type: 'text', text: 'a' }, image('https://host.example/a.png'))
    expect(http).toThrow(BadRequestError)
    expect(http).toThrow(/^messages\[0\]\.content\[1\]\.image_url\.url: Bedrock takes data URLs and s3:/)
    expect(() => contentOf(image('data:image/tiff;base64,AAAA'))).toThrow(/does not take image\/tiff/)
  })

  it('that are documents have a name that Converse takes, each its own, and a text beside them', () => {
    const file = (filename?: string) => ({
      type: 'file',
      file: { file_data: 'data:application/pdf;base64,AAAA', filename },
    })
    const content = contentOf(file('My report_1.v2.pdf'), file('My report_1.pdf'), file(), file('Ünï'))
    expect(content?.map(({ document }) => document?.name)).toEqual([
      'My report-1',
      'My report-1-2',
      'document-3',
      '-n-',
      undefined,
    ])
    expect(content?.at(-1)).toEqual({ text: '(see the attached document)' })
  })

  it.each([
    ['notes.md', 'md'],
    ['table.csv', 'csv'],
    ['book.xlsx', 'xlsx'],
    ['letter.docx', 'docx'],
  ])('%s is known by its name', (filename, format) => {
    const data = Buffer.from('plain words').toString('base64')
    expect(contentOf({ type: 'file', file: { file_data: data, filename } })?.[0]).toMatchObject({
      document: { format },
    })
  })

  it('may be video and sound', () => {
    const content = contentOf(
      { type: 'video_url', video_url: { url: 's3://b/clip.mov' } },
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
    )
    expect(content).toMatchObject([{ video: { format: 'mov' } }, { audio: { format: 'wav' } }])
  })

  it("may be in Converse's own form", () => {
    const guardContent = { text: { text: 'Check me', qualifiers: ['query'] } }
    expect(contentOf({ type: 'guardContent', guardContent }, { type: 'guarded_text', text: 'Me too' })).toEqual([
      { guardContent },
      { guardContent: { text: { text: 'Me too' } } },
    ])
    expect(() => contentOf({ type: 'hologram' })).toThrow(/^messages\[0\]\.content\[0\]: /)
  })
})
