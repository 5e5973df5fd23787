import type { Content, GenerateContentParameters } from '@google/genai'
import { type CallReport, isRecord, type ProviderRequest, pathSegments, vendorKeys } from '../../src/provider.js'
import { type Turn, toContents } from './contents.js'
import { type Config, toGenerationConfig } from './generation-config.js'
import type { Api } from './media-parts.js'
import { modelFacts } from './models.js'
import { toTools, type VendorTool, type VendorToolConfig } from './tools.js'
import { fromServiceTier } from './usage.js'
import { splitFields } from './vendor-fields.js'

/** What the translation needs of a call. */
export interface RequestContext {
  api: Api
  model: string
  report: CallReport
  extraBody?: Readonly<Record<string, unknown>> | undefined
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
export function toBody(
  request: ProviderRequest,
  { api, model, report, extraBody }: RequestContext,
): GenerateContentBody {
  const facts = modelFacts(model)
  const { system, contents } = toContents(request.messages, { api, model, facts })
  const { tools, toolConfig } = toTools(request, { api, facts, report })
  const body: GenerateContentBody = { contents }
  if (system.length > 0) body.systemInstruction = { parts: system }
  if (tools.length > 0) body.tools = tools
  if (toolConfig) body.toolConfig = toolConfig
  const config = toGenerationConfig(request, facts, report)
  if (Object.keys(config).length > 0) body.generationConfig = config
  const tier = api === 'gemini' ? fromServiceTier(request.service_tier) : undefined
  if (tier) body.serviceTier = tier
  addFields(body, vendorKeys(request))
  if (extraBody) addFields(body, extraBody)
  return body
}

/** What the caller says in the vendor's own words, over ours: settings one by one, all else as it is. */
function addFields(body: GenerateContentBody, fields: Readonly<Record<string, unknown>>): void {
  const { config, rest } = splitFields(fields)
  const { toolConfig: camel, tool_config: snake, ...own } = rest
  const choice = camel ?? snake
  if (isRecord(choice)) body.toolConfig = { ...body.toolConfig, ...choice }
  if (Object.keys(config).length > 0) body.generationConfig = { ...body.generationConfig, ...config }
  Object.assign(body, own)
}

const MAX_PATHS = 256
const paths = new Map<string, string>()

/** `models/` before a name, unless it says itself where the model lives (quirks.md 116). */
export function modelPath(model: string): string {
  const known = paths.get(model)
  if (known !== undefined) return known
  const segments = pathSegments(model)
  const path = model.includes('/') ? segments : `models/${segments}`
  if (paths.size >= MAX_PATHS) paths.clear()
  paths.set(model, path)
  return path
}

/** The method and its query. */
export function methodOf(stream: boolean): string {
  return stream ? ':streamGenerateContent?alt=sse' : ':generateContent'
}
