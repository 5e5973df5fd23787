/** Words for `thinkingLevel`, weakest first. */
export const LEVELS = ['minimal', 'low', 'medium', 'high'] as const
export type Level = (typeof LEVELS)[number]

/** How a model is told to think (quirks.md 113). */
export type ThinkingControl =
  | { as: 'nothing' }
  /** Tokens from `min` to `max`; 0 turns it off where `off` says so. */
  | { as: 'budget'; min: number; max: number; off: boolean }
  /** Thinking cannot be turned off. */
  | { as: 'level'; levels: readonly Level[] }

/** What a model takes. Source: https://ai.google.dev/gemini-api/docs/models and quirks.md 102-115. */
export interface ModelFacts {
  /** False: instructions go into the first user turn (Gemma). */
  systemInstruction: boolean
  thinking: ThinkingControl
  /** Function calls without a signature are refused (quirks.md 104). */
  signedCalls: boolean
  /** Function calls have ids, and they are to come back (quirks.md 105). */
  callIds: boolean
  /** Images may stand inside a function response (quirks.md 107). */
  mediaInResponses: boolean
  /** Each image, video or document may have a resolution of its own (https://ai.google.dev/gemini-api/docs/media-resolution). */
  partResolution: boolean
  /** `parametersJsonSchema` is known; else only the OpenAPI subset is. */
  jsonSchemaTools: boolean
  /** `responseJsonSchema` is known; else only the OpenAPI subset is. */
  jsonSchemaAnswers: boolean
  /** JSON answers and functions in one request. */
  jsonWithTools: boolean
  /** Functions and Google's own tools in one request (quirks.md 112). */
  mixedTools: boolean
  /** Audio is all that it answers with. */
  speech: boolean
}

const NOTHING = { as: 'nothing' } as const satisfies ThinkingControl

const GEMINI_1 = {
  systemInstruction: true,
  thinking: NOTHING,
  signedCalls: false,
  callIds: false,
  mediaInResponses: false,
  partResolution: false,
  jsonSchemaTools: false,
  jsonSchemaAnswers: false,
  jsonWithTools: false,
  mixedTools: false,
  speech: false,
} as const satisfies ModelFacts

const GEMINI_2 = { ...GEMINI_1, jsonSchemaTools: true } as const satisfies ModelFacts
const GEMINI_2_5 = { ...GEMINI_2, jsonSchemaAnswers: true } as const satisfies ModelFacts
const GEMINI_3 = {
  ...GEMINI_2_5,
  signedCalls: true,
  callIds: true,
  mediaInResponses: true,
  partResolution: true,
  jsonWithTools: true,
  mixedTools: true,
} as const satisfies ModelFacts
const GEMMA = { ...GEMINI_1, systemInstruction: false } as const satisfies ModelFacts

const PRO_BUDGET = { as: 'budget', min: 128, max: 32_768, off: false } as const satisfies ThinkingControl
const FLASH_BUDGET = { as: 'budget', min: 1, max: 24_576, off: true } as const satisfies ThinkingControl
const LITE_BUDGET = { ...FLASH_BUDGET, min: 512 } as const satisfies ThinkingControl
const ALL_LEVELS = { as: 'level', levels: LEVELS } as const satisfies ThinkingControl
const FROM_LOW = { as: 'level', levels: ['low', 'medium', 'high'] } as const satisfies ThinkingControl
const LOW_HIGH = { as: 'level', levels: ['low', 'high'] } as const satisfies ThinkingControl
const MINIMAL_HIGH = { as: 'level', levels: ['minimal', 'high'] } as const satisfies ThinkingControl

type Rows = ReadonlyArray<readonly [from: number, facts: ModelFacts]>

/** By family, newest first: a model has the facts of the newest version that is not newer than itself. */
const FAMILIES = {
  pro: [
    [3.1, { ...GEMINI_3, thinking: FROM_LOW }],
    [3, { ...GEMINI_3, thinking: LOW_HIGH }],
    [2.5, { ...GEMINI_2_5, thinking: PRO_BUDGET }],
    [2, GEMINI_2],
    [0, GEMINI_1],
  ],
  flash: [
    [3.7, { ...GEMINI_3, thinking: FROM_LOW }],
    [3, { ...GEMINI_3, thinking: ALL_LEVELS }],
    [2.5, { ...GEMINI_2_5, thinking: FLASH_BUDGET }],
    [2, GEMINI_2],
    [0, GEMINI_1],
  ],
  'flash-lite': [
    [3, { ...GEMINI_3, thinking: ALL_LEVELS }],
    [2.5, { ...GEMINI_2_5, thinking: LITE_BUDGET }],
    [2, GEMINI_2],
    [0, GEMINI_1],
  ],
  'pro-image': [
    [3, { ...GEMINI_3, thinking: PRO_BUDGET }],
    [0, GEMINI_2_5],
  ],
  'flash-image': [
    [3, { ...GEMINI_3, thinking: MINIMAL_HIGH }],
    [0, GEMINI_2_5],
  ],
  speech: [[0, { ...GEMINI_2_5, speech: true }]],
  gemma: [
    [4, { ...GEMMA, thinking: MINIMAL_HIGH }],
    [0, GEMMA],
  ],
} as const satisfies Record<string, Rows>

/** A tuned model, an endpoint, a name yet to come: what all models in service take. */
const UNKNOWN: ModelFacts = { ...GEMINI_2_5, thinking: FLASH_BUDGET }

const VERSION = /(?:gemini|gemma)-(\d+(?:\.\d+)?)/

const MAX_KNOWN = 256
/** Facts already looked up: reading a name costs more than the rest of a plain request. */
const known = new Map<string, ModelFacts>()

/** The facts of a model by its name, with or without a path before it. */
export function modelFacts(model: string): ModelFacts {
  const before = known.get(model)
  if (before) return before
  if (known.size >= MAX_KNOWN) known.clear()
  const facts = lookUp(model)
  known.set(model, facts)
  return facts
}

function lookUp(model: string): ModelFacts {
  const name = baseName(model).toLowerCase()
  const family = familyOf(name)
  if (family === undefined) return UNKNOWN
  const stated = VERSION.exec(name)?.[1]
  // `gemini-flash-latest` is the newest of its family; `gemini-exp-1206` and the like came before 2.5.
  const version = stated !== undefined ? Number(stated) : name.endsWith('-latest') ? Number.POSITIVE_INFINITY : 2
  const rows: Rows = FAMILIES[family]
  return rows.find(([from]) => from <= version)?.[1] ?? UNKNOWN
}

/** The name without the path that tells where the model lives. */
export function baseName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1)
}

function familyOf(name: string): keyof typeof FAMILIES | undefined {
  if (name.startsWith('gemma-')) return 'gemma'
  if (!name.startsWith('gemini-')) return undefined
  if (/-tts\b/.test(name)) return 'speech'
  const image = /-image\b/.test(name)
  if (/-pro\b/.test(name)) return image ? 'pro-image' : 'pro'
  if (image) return 'flash-image'
  return /-flash-lite\b/.test(name) ? 'flash-lite' : 'flash'
}
