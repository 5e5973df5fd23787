/** What one model charges. Tokens: USD per million tokens. Everything else: USD for one. */
export interface Rates {
  input?: number
  output?: number
  /** Prompt tokens read from the vendor's prompt cache. Absent: as `input`. */
  cacheRead?: number
  /** Prompt tokens written to it, kept 5 minutes. Absent: as `input`. */
  cacheWrite?: number
  /** Prompt tokens written to it, kept an hour. Absent: as `cacheWrite`. */
  cacheWrite1h?: number
  /** Reasoning tokens, where they cost other than `output`. */
  reasoning?: number
  inputAudio?: number
  outputAudio?: number
  /** Audio tokens read from the prompt cache. Absent: as `cacheRead`. */
  cacheReadAudio?: number
  /** Image tokens of the prompt. Absent: as `input`. */
  inputImage?: number
  /** Tokens of generated images. Absent: as `output`. */
  outputImage?: number
  /** Video tokens of the prompt. Absent: as `input`. */
  inputVideo?: number
  /** USD for each request. */
  request?: number
  /** USD for each image of the prompt. */
  promptImage?: number
  /** USD for each generated image. */
  image?: number
  /** USD for each search of the web by the vendor's own tool. */
  webSearch?: number
  /** USD for each call of another tool that the vendor runs, by its name: `code_interpreter`, `file_search`. */
  tools?: Record<string, number>
  /** USD for each character. */
  inputCharacter?: number
  outputCharacter?: number
  /** USD for each second of audio or video. */
  inputSecond?: number
  outputSecond?: number
  /** USD for each page of a document, as OCR charges it. */
  page?: number
  /** USD for each query, as rerank and search charge it. */
  query?: number
}

/** Rates that hold for prompts above a size. */
export interface ContextTier {
  /** Prompt tokens; the tier holds for more than this many. */
  above: number
  /** What differs from the base. */
  rates: Rates
}

/** A model's rates, and what changes them. */
export interface ModelPrices extends Rates {
  /** By size of the prompt, smallest first. */
  tiers?: readonly ContextTier[]
  /** `whole` (default): a prompt above a tier pays its rates for every token. `marginal`: only for the tokens above it. */
  tierRule?: 'whole' | 'marginal'
  /** By service tier, as the response names it (`batch`, `flex`, `priority` …): what differs from the standard rates. */
  service?: Readonly<Record<string, Rates & { tiers?: readonly ContextTier[] }>>
  /** Factors on all rates by token, by what the answer says of itself: `{ 'geo:us': 1.1, 'speed:fast': 6 }`. */
  uplifts?: Readonly<Record<string, number>>
  /** Hours of the day (`HH:MM`, UTC; the end is not in it) at which other rates hold: what differs then. */
  hours?: ReadonlyArray<{
    start: string
    end: string
    /** Monday to Friday alone. */
    weekdays?: true
    rates: Rates
  }>
  /** YYYY-MM-DD, UTC: the day from which these hold, where earlier ones are known. Absent: since ever. */
  from?: string
  /** Earlier or later prices, oldest first. On a day, those hold whose `from` is the latest that is not after it. */
  changes?: ReadonlyArray<{ from: string; prices: ModelPrices }>
}

/** What a model can do or take. */
export type Ability =
  | 'vision'
  | 'pdf'
  | 'audio_input'
  | 'audio_output'
  | 'video_input'
  | 'image_output'
  | 'tools'
  | 'tool_choice'
  | 'parallel_tools'
  | 'schema'
  | 'reasoning'
  | 'prompt_caching'
  | 'web_search'
  | 'computer_use'
  | 'system_messages'
  | 'prefill'
  | 'embedding_image_input'

export type ModelMode =
  | 'chat'
  | 'completion'
  | 'embedding'
  | 'image'
  | 'transcription'
  | 'speech'
  | 'moderation'
  | 'rerank'
  | 'ocr'
  | 'search'
  | 'realtime'
  | 'video'

/** What is known of a model. Absent means unknown, never none or free. */
export interface ModelInfo {
  /** The provider's prefix. */
  provider: string
  /** The vendor's name of the model, as the table holds it. */
  model: string
  mode?: ModelMode
  prices?: ModelPrices
  /** Tokens. */
  limits?: {
    /** Prompt and answer together, where the vendor counts them so. */
    context?: number
    /** Largest prompt. */
    input?: number
    /** Largest answer. */
    output?: number
  }
  /** True: it can; false: it cannot; absent: unknown. */
  abilities?: Partial<Record<Ability, boolean>>
  /** Dimensions of an embedding. */
  dimensions?: number
  /** YYYY-MM-DD: the day from which the vendor no longer serves it. */
  deprecatedOn?: string
  /** Where the prices come from: a page or a data package. */
  source?: string
}

/** A table of models by `'provider/model'`; what `registerModels` takes besides LiteLLM's form. */
export type ModelTable = Readonly<Record<string, Omit<ModelInfo, 'provider' | 'model'>>>

/** What an answer is billed for beyond OpenAI's usage. A provider fills it from the vendor's own counts. */
export interface BilledUnits {
  /** USD, as the vendor itself states the cost of this answer. */
  statedCost?: number
  /** The model whose prices hold, where the answer does not name it: what is behind a deployment. */
  model?: string
  /** The service tier that answered, as the response names it. */
  serviceTier?: string
  /** What raises or lowers all rates by token, in the words of `ModelPrices.uplifts`. */
  uplifts?: readonly string[]
  /** Tokens that are billed, where the vendor bills other than it counts (Cohere). */
  promptTokens?: number
  completionTokens?: number
  /** Of the tokens written to the prompt cache: those kept for an hour. */
  cacheWrite1hTokens?: number
  /** Audio tokens among those read from the prompt cache. */
  cachedAudioTokens?: number
  /** Image tokens of the prompt, of the answer. */
  promptImageTokens?: number
  completionImageTokens?: number
  /** Video tokens of the prompt. */
  promptVideoTokens?: number
  /** Searches of the web by the vendor's own tool. */
  webSearches?: number
  /** Calls of other tools that the vendor ran, by name. */
  toolCalls?: Record<string, number>
  /** Images of the prompt and generated ones, where they are billed by number. */
  promptImages?: number
  images?: number
}
