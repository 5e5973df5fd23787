import type { Content, GenerateContentParameters } from '@google/genai'
import { type CallReport, isRecord, type ProviderRequest, pathSegments, vendorKeys } from '../../src/provider.js'
import { type Turn, toContents } from './contents.js'
import { type Config, splitVendorKeys, toGenerationConfig } from './generation-config.js'
import type { Api } from './media-parts.js'
import { modelFacts } from './models.js'
import { toTools, type VendorTool, type VendorToolConfig } from './tools.js'
import { fromServiceTier } from './usage.js'

/** What the translation needs of a call. */
export interface RequestContext {
  api: Api
  model: string
  report: CallReport
}

/** The body as REST has it; the SDK's parameters are the same fields under `config`. */
export interface GenerateContentBody extends Pick<NonNullable<GenerateContentParameters['config']>, 'cachedContent'> {
  contents: Turn[] & Content[]
  systemInstruction?: Content
  tools?: VendorTool[]
  toolConfig?: VendorToolConfig
  generationConfig?: Config
  serviceTier?: 'standard' | 'flex' | 'priority'
}

/** Gemini's request (https://ai.google.dev/api/generate-content) from OpenAI's. */
export function toBody(request: ProviderRequest, { api, model, report }: RequestContext): GenerateContentBody {
  const facts = modelFacts(model)
  const { system, contents } = toContents(request.messages, { api, model, facts })
  const { tools, toolConfig } = toTools(request, { api, facts, report })
  const { config, rest } = splitVendorKeys(vendorKeys(request))
  const generationConfig = { ...toGenerationConfig(request, facts, report), ...config }
  const tier = api === 'gemini' ? fromServiceTier(request.service_tier) : undefined
  const { toolConfig: ownToolConfig, ...own } = rest
  const choice = { ...toolConfig, ...(isRecord(ownToolConfig) ? ownToolConfig : {}) }
  return {
    contents,
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(choice).length > 0 && { toolConfig: choice }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...(tier && { serviceTier: tier }),
    ...own,
  }
}

/** `models/` before a name, unless it says itself where the model lives (quirks.md 116). */
export function modelPath(model: string): string {
  const path = pathSegments(model)
  return model.includes('/') ? path : `models/${path}`
}

/** The method and its query. */
export function methodOf(stream: boolean): string {
  return stream ? ':streamGenerateContent?alt=sse' : ':generateContent'
}
