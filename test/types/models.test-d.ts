// Which names a model may have. Checked by `npm run typecheck`; nothing here runs.
import { expectTypeOf } from 'vitest'
import { completion, embedding, type KnownModel } from '../../src/index.js'

const messages = [{ role: 'user' as const, content: 'Hello' }]

/** The members of the union that are names, without the `string` that takes all others. */
type Names<Model> = Model extends unknown ? (string extends Model ? never : Model) : never

export async function anyNameIsTaken(name: string): Promise<void> {
  await completion({ model: name, messages })
  await completion({ model: 'my_own/model:2', messages })
  await embedding({ model: name, input: 'Hello' })
  // @ts-expect-error a model is a text
  await completion({ model: 1, messages })
}

export function knownNamesAreThereToBeCompleted(): void {
  expectTypeOf<'openai/gpt-4o'>().toExtend<Names<KnownModel>>()
  expectTypeOf<'gpt-4o-mini'>().toExtend<Names<KnownModel>>()
  expectTypeOf<'anthropic/claude-sonnet-4-5'>().toExtend<Names<KnownModel>>()
  expectTypeOf<'openai/gpt-none'>().not.toExtend<Names<KnownModel>>()
}
