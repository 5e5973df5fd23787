// What is known of models, and tables of the user's. Checked by `npm run typecheck`; nothing here runs.
import { expectTypeOf } from 'vitest'
import {
  createRelay,
  getModelInfo,
  type LitellmTable,
  loadPrices,
  type ModelInfo,
  type ModelTable,
  registerModels,
  supportedParams,
  supports,
} from '../../src/index.js'

export async function aTableIsRegisteredAtOnceAndASourceInTime(table: ModelTable, map: LitellmTable): Promise<void> {
  expectTypeOf(registerModels(table)).toEqualTypeOf<void>()
  expectTypeOf(registerModels(map)).toEqualTypeOf<void>()
  expectTypeOf(registerModels({ 'openai/gpt-4o': { prices: { input: 1 } } })).toEqualTypeOf<void>()
  expectTypeOf(registerModels({ url: 'https://example.com' })).toEqualTypeOf<Promise<void>>()
  expectTypeOf(createRelay().registerModels({ file: './prices.json' })).toEqualTypeOf<Promise<void>>()
  expectTypeOf(await loadPrices()).toEqualTypeOf<void>()
}

export async function lookUpsGiveWhatIsKnown(): Promise<void> {
  expectTypeOf(getModelInfo('openai/gpt-4o')).toEqualTypeOf<ModelInfo | undefined>()
  expectTypeOf(supports('openai/gpt-4o', 'vision')).toEqualTypeOf<boolean>()
  expectTypeOf(await supportedParams('openai/gpt-4o')).toEqualTypeOf<readonly string[]>()
  // @ts-expect-error an ability has one of the known names
  supports('openai/gpt-4o', 'flying')
}
