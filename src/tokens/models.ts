import type { Encoding } from './encodings.js'
import { always, byArea, geminiTiles, type MediaRules, patches, tiles } from './media-rules.js'

/** How OpenAI puts a chat together; the numbers are tokens, found in the recordings (docs/tokens.md). */
export interface ChatTemplate {
  /** Around all messages. */
  request: number
  /** On an assistant's answer in the history. */
  answer: number
  /** On a turn of tool calls in the history. */
  callTurn: number
  /** With tools. */
  tools: number
  /** Whether the system message gets a heading beside tools or a format. */
  headed: boolean
}

/** What the vendor counts per token of ours, where its tokenizer is not public. */
export interface Calibration {
  /** Tokens of the vendor for one of the encoding. */
  text: number
  request: number
  message: number
  /** A tool call or its result. */
  call: number
  /** Once, where there are tools. */
  tools: number
  /** On `tools`, where a tool has to be called. */
  forced: number
  /** Tokens of the vendor for one of a tool's JSON. */
  toolText: number
}

export type TokenRules = { encoding: Encoding; media: MediaRules } & (
  | { template: ChatTemplate; calibration?: undefined }
  | { calibration: Calibration; template?: undefined }
)

const PLAIN: ChatTemplate = { request: 3, answer: 0, callTurn: 0, tools: -1, headed: false }
const GPT5: ChatTemplate = { request: 2, answer: 2, callTurn: 6, tools: 81, headed: true }
const GPT5_RESPONSES: ChatTemplate = { ...GPT5, tools: 0 }
const O4: ChatTemplate = { request: 2, answer: 2, callTurn: 3, tools: 0, headed: true }
const O3: ChatTemplate = { ...O4, callTurn: 0 }

/** Pages and seconds of OpenAI's: a page of the recordings takes 220 and more; audio 10 a second (audio guide). */
const openai = (template: ChatTemplate, image: MediaRules['image'], encoding: Encoding = 'o200k'): TokenRules => ({
  encoding,
  template,
  media: { image, page: 450, audioSecond: 10 },
})

const NEUTRAL: Calibration = { text: 1.05, request: 4, message: 2, call: 10, tools: 20, forced: 0, toolText: 1.05 }
const AREA: MediaRules = { image: byArea, page: 1500, audioSecond: 25 }
const GEMINI: MediaRules = { image: geminiTiles, page: 258, audioSecond: 32 }
const GEMINI_3: MediaRules = { image: always(1120), page: 560, audioSecond: 32 }

const estimated = (calibration: Partial<Calibration>, media: MediaRules = AREA): TokenRules => ({
  encoding: 'o200k',
  calibration: { ...NEUTRAL, ...calibration },
  media,
})

const CLAUDE: Partial<Calibration> = { text: 1.03, request: 7, message: 0.5, call: 23, toolText: 1.1 }

/**
 * The first that matches a model's name, lower case and without its provider. OpenAI's own come first and are exact;
 * the others are calibrated on recorded `usage` (test/tokens/calibration.test.ts holds them to it).
 * Image factors: the recordings, and https://community.openai.com/t/1377015 where none shows them.
 */
const RULES: ReadonlyArray<readonly [RegExp, TokenRules]> = [
  [/gpt-oss/, estimated({ text: 1, request: 67, message: 3, tools: 15, call: 8, toolText: 0.75 })],
  [/gpt-4o-mini/, openai(PLAIN, tiles(2833, 5667))],
  [/gpt-4\.1-mini/, openai(PLAIN, patches(1.62))],
  [/gpt-4\.1-nano/, openai(PLAIN, patches(2.46))],
  [/gpt-4(?:o|\.1|\.5)|chatgpt-4o|gpt-audio|gpt-realtime/, openai(PLAIN, tiles(85, 170))],
  [/gpt-5-mini/, openai(GPT5, patches(1.2))],
  [/gpt-5-nano/, openai(GPT5, patches(1.5))],
  [/gpt-5(?:\.1)?(?![.\d])/, openai(GPT5, tiles(70, 140))],
  [/gpt-5\.\d+-(?:mini|nano)|gpt-5\.[23]/, openai(GPT5, patches(1.2))],
  [/gpt-(?:5\.|[6-9])/, openai(GPT5, patches(1.2, 2500))],
  [/\bo4-mini|codex-mini/, openai(O4, patches(1.72))],
  [/\bo[1-9](?![a-z\d])/, openai(O3, tiles(75, 150))],
  [/gpt-(?:4|3\.5|35)|text-embedding|davinci-002|babbage-002/, openai(PLAIN, tiles(85, 170), 'cl100k')],
  [/claude-3-opus/, estimated({ ...CLAUDE, tools: 530 })],
  [/claude-3-haiku/, estimated({ ...CLAUDE, tools: 264 })],
  [/claude-(?:3|2|instant|(?:opus|sonnet)-4(?:-0|-1|-2025|@|$))/, estimated({ ...CLAUDE, tools: 338, forced: -10 })],
  [/claude-(?:opus-4[.-][7-9])/, estimated({ ...CLAUDE, text: 1.4, request: 10, tools: 660, toolText: 1.4 })],
  [/claude-(?:\w+-4[.-])/, estimated({ ...CLAUDE, tools: 508, forced: 90, call: 35 })],
  [/claude/, estimated({ ...CLAUDE, text: 1.3, request: 8, tools: 375, forced: 150, call: 30, toolText: 1.3 })],
  [/gemini-[3-9]/, estimated({ text: 1.04, request: 1, message: 0.5, tools: 5, call: 12, toolText: 1.1 }, GEMINI_3)],
  [
    /gemini-2\.5|gemini-flash|gemini-pro/,
    estimated({ text: 1.03, request: 0.5, message: 1, tools: 0, call: 10, toolText: 1 }, GEMINI),
  ],
  [/gemini|gemma/, estimated({ text: 1.03, request: 0, message: 0, tools: 0, call: 3, toolText: 0.5 }, GEMINI)],
  [/deepseek/, estimated({ text: 1.05, request: 3, message: 1, tools: 225, call: 20 })],
  [/qwen|qwq/, estimated({ text: 1.04, request: 5, message: 4, tools: 112, call: 5 })],
  [
    /mistral|ministral|mixtral|magistral|codestral|devstral|pixtral/,
    estimated({ text: 1.1, message: 2, tools: 5, call: 8, toolText: 1.35 }),
  ],
  [/grok-(?:2|3|4-0709)|grok.*non-reasoning/, estimated({ request: 6, tools: 125 })],
  [/grok/, estimated({ request: 155, tools: 130, call: 20 })],
  [/command-a/, estimated({ request: 490, message: 3, tools: 900 })],
  [/command/, estimated({ text: 1.15, request: 62, message: 3, tools: 800 })],
  [/llama/, estimated({ request: 30, message: 4, tools: 120, call: 10, toolText: 1.1 })],
  [/glm/, estimated({ request: 4, message: 1, tools: 112, call: 10 })],
  [/kimi|moonshot/, estimated({ request: 4, message: 3, tools: 25 })],
]

const OTHERS = estimated({})

/**
 * How the prompts of a model are counted. `model` is `'provider/model'` or a bare name; whose it is matters only where
 * OpenAI's chat endpoint adds what its Responses API, through which OpenRouter sends too, does not.
 */
export function tokenRulesOf(model: string): TokenRules {
  const name = model.toLowerCase()
  const rules = RULES.find(([pattern]) => pattern.test(name))?.[1] ?? OTHERS
  if (rules.template !== GPT5 || !/^openrouter\/|\/responses\//.test(name)) return rules
  return { ...rules, template: GPT5_RESPONSES }
}
