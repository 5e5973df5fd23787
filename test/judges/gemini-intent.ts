import type { GenerateContentConfig, GenerateContentParameters } from '@google/genai'
import type { ChatRequest, ContentPart } from '../../src/provider.js'
import type { Difference } from './differences.js'

export const FLASH = 'gemini-2.5-flash'
export const PRO = 'gemini-2.5-pro'
export const OLD = 'gemini-1.5-pro'
export const NEWER = 'gemini-3-flash-preview'

/** One row: as a chat completion says it, and as a user of @google/genai does. */
export interface Intent {
  intent: string
  ours: Partial<ChatRequest> & Record<string, unknown>
  theirs: Partial<GenerateContentParameters>
  model?: string
  /** Where it can be said; absent: on both. */
  on?: 'gemini' | 'vertex'
  differs?: readonly Difference[]
}

export const config = (settings: GenerateContentConfig): Partial<GenerateContentParameters> => ({ config: settings })
export const text = (words: string): ContentPart => ({ type: 'text', text: words })

export const PNG = 'iVBORw0KGgo='
export const nested = {
  type: 'object',
  properties: {
    where: {
      type: 'object',
      properties: { at: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } },
      required: ['at'],
      additionalProperties: false,
    },
    unit: { type: 'string', enum: ['c', 'f'], default: 'c' },
    when: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'integer' }, { type: 'null' }] },
    tag: { $ref: '#/$defs/tag' },
  },
  required: ['where'],
  $defs: { tag: { type: ['string', 'null'], pattern: '^[a-z]+$' } },
}

export const typesInSmall = 'the vendor reads the names of types in small letters too, which are those of JSON Schema'
