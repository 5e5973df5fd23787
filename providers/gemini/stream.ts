import {
  ChunkBuilder,
  isRecord,
  type ProviderCall,
  type ProviderRequest,
  parseJson,
  type StreamTranslator,
} from '../../src/provider.js'
import { type AnswerSink, PartReader, textOf } from './answer-parts.js'
import { failureOf } from './errors.js'
import { toFinishReason } from './finish-reason.js'
import { reportSearches, toAnnotations, toVendorFields, VENDOR_FIELDS } from './grounding.js'
import { toLogprobs } from './logprobs.js'
import { reportBilled, toChatUsage, toServiceTier } from './usage.js'

/** Chunks from the events of one stream (https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent). */
export function createStream(call: ProviderCall, _request?: ProviderRequest): StreamTranslator {
  const reader = new AnswerReader(call)
  return {
    event(data) {
      if (data !== '' && data !== '[DONE]') reader.add(parseJson(data, 'An event of the stream'))
    },
    end: () => reader.end(),
    take: () => reader.take(),
  }
}

interface OpenCandidate {
  parts: PartReader
  /** The latest of each kind: they grow with the answer. */
  sources: Record<string, unknown>
  citations: unknown[]
}

/** Reads an answer, whole or in chunks, which have one form. A chunk may hold nothing but counts (quirks.md 109). */
export class AnswerReader {
  readonly #call: ProviderCall
  readonly #builder: ChunkBuilder
  readonly #candidates = new Map<number, OpenCandidate>()
  readonly #audioId: string

  constructor(call: ProviderCall, audioId = 'audio') {
    this.#call = call
    this.#builder = new ChunkBuilder(call.model)
    this.#audioId = audioId
  }

  add(chunk: unknown): void {
    const failure = failureOf(chunk, this.#call)
    if (failure) {
      this.#builder.flushUsage()
      throw failure
    }
    if (!isRecord(chunk)) return
    this.#head(chunk)
    const candidates = Array.isArray(chunk['candidates']) ? chunk['candidates'].filter(isRecord) : []
    candidates.forEach((candidate, at) => {
      this.#candidate(candidate, typeof candidate['index'] === 'number' ? candidate['index'] : at)
    })
    if (isRecord(chunk['promptFeedback'])) this.#feedback(chunk['promptFeedback'])
  }

  /** Throws where the answer was cut. */
  end(): void {
    reportSearches(
      [...this.#candidates.values()].map(({ sources }) => sources['groundingMetadata']),
      this.#call,
    )
    for (const [index, { parts, sources, citations }] of this.#candidates) {
      parts.end()
      const annotations = toAnnotations(sources['groundingMetadata'], citations, parts.text)
      if (annotations.length > 0) this.#builder.delta({ annotations }, index)
      const fields = toVendorFields(sources)
      if (fields) this.#builder.delta({ provider_specific_fields: fields }, index)
    }
    this.#builder.end()
  }

  take() {
    return this.#builder.take()
  }

  #head({ responseId, modelVersion, createTime, usageMetadata }: Record<string, unknown>): void {
    // No header names the request; this is what Google's support asks for.
    if (typeof responseId === 'string') this.#call.report.requestId ??= responseId
    const created = typeof createTime === 'string' ? Date.parse(createTime) / 1000 : Number.NaN
    this.#builder.head({
      id: textOf(responseId),
      model: textOf(modelVersion),
      created: Number.isFinite(created) ? created : undefined,
      serviceTier: toServiceTier(usageMetadata),
    })
    reportBilled(usageMetadata, this.#call.report)
    const usage = toChatUsage(usageMetadata)
    if (usage) this.#builder.usage(usage)
  }

  #candidate(candidate: Record<string, unknown>, index: number): void {
    const open = this.#open(index)
    const { content, finishReason, citationMetadata } = candidate
    const parts = isRecord(content) && Array.isArray(content['parts']) ? content['parts'] : []
    for (const part of parts) if (isRecord(part)) open.parts.add(part)
    const logprobs = toLogprobs(candidate['logprobsResult'])
    if (logprobs) this.#builder.text('', index, logprobs)
    for (const key of VENDOR_FIELDS) if (candidate[key] !== undefined) open.sources[key] = candidate[key]
    if (isRecord(citationMetadata))
      for (const key of ['citationSources', 'citations'])
        if (Array.isArray(citationMetadata[key])) open.citations.push(...citationMetadata[key])
    if (finishReason !== undefined && finishReason !== null) this.#finish(candidate, index)
  }

  #finish({ finishReason, finishMessage }: Record<string, unknown>, index: number): void {
    try {
      this.#builder.finish(toFinishReason(finishReason, finishMessage, this.#call), index)
    } catch (error) {
      this.#builder.flushUsage()
      throw error
    }
  }

  /** A prompt that the filter stopped: there is no candidate at all (quirks.md 108). */
  #feedback({ blockReason, blockReasonMessage }: Record<string, unknown>): void {
    if (!blockReason || this.#candidates.size > 0) return
    this.#call.report.finishReason = String(blockReason)
    this.#builder.refusal(textOf(blockReasonMessage))
    this.#builder.finish('content_filter')
  }

  #open(index: number): OpenCandidate {
    const known = this.#candidates.get(index)
    if (known) return known
    const parts = new PartReader(this.#call.model, this.#sink(index))
    const open: OpenCandidate = { parts, sources: {}, citations: [] }
    this.#candidates.set(index, open)
    return open
  }

  #sink(choice: number): AnswerSink {
    const builder = this.#builder
    const audioId = `${this.#audioId}_${choice}`
    return {
      text: (text) => builder.text(text, choice),
      reasoning: (text) => builder.reasoning(text, choice),
      block: (block) => builder.thinkingBlock(block, choice),
      call: (call) => builder.toolCall(call, choice),
      image: (url) => builder.delta({ images: [{ type: 'image_url', image_url: { url } }] }, choice),
      audio: (data) => builder.delta({ audio: { id: audioId, data } }, choice),
    }
  }
}
