// Types of counting and trimming. Type-checked only: test/types/types.test.ts
import { expectTypeOf } from 'vitest'
import {
  type ChatMessage,
  compressMessages,
  countTokens,
  createRelay,
  type TokenCount,
  trimMessages,
} from '../../src/index.js'

declare const messages: ChatMessage[]

async function counting() {
  expectTypeOf(await countTokens({ model: 'openai/gpt-4o', messages })).toEqualTypeOf<TokenCount>()
  expectTypeOf<TokenCount['method']>().toEqualTypeOf<'tokenizer' | 'endpoint' | 'estimate'>()
  expectTypeOf(createRelay().countTokens).toEqualTypeOf<typeof countTokens>()
  await countTokens({ model: 'anthropic/claude-sonnet-4-5', text: 'hi', exact: true, apiKey: 'key', timeout: 1000 })
  // @ts-expect-error a count is made by one model
  await countTokens({ model: 'openai/gpt-4o', messages, fallbacks: ['openai/gpt-4o-mini'] })
  // @ts-expect-error a model is needed
  await countTokens({ messages })
}

async function trimming() {
  expectTypeOf(await trimMessages(messages, { model: 'openai/gpt-4o', maxTokens: 100 })).toEqualTypeOf<ChatMessage[]>()
  await trimMessages(messages as readonly ChatMessage[], { model: 'gpt-4o', maxTokens: 100, shortenToolResults: true })
  // @ts-expect-error a limit is needed
  await trimMessages(messages, { model: 'openai/gpt-4o' })
  await compressMessages(messages, {
    model: 'gpt-4o',
    maxTokens: 100,
    summarizeWith: (dropped) => String(dropped.length),
  })
  // @ts-expect-error someone has to summarise
  await compressMessages(messages, { model: 'gpt-4o', maxTokens: 100 })
}

void counting
void trimming
