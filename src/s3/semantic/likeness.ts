import { questionGuards } from '../../cache/guards/question-guards.js'
import { readQuestion } from '../../cache/guards/question-text.js'

/** Asked last, where similarity and guards have nothing against a stored question. */
export type Verify = (asked: string, stored: string) => boolean | Promise<boolean>

export interface LikenessOptions {
  readonly guards: boolean
  readonly verify: Verify | undefined
}

/** Why a stored question is not the one asked, in words; undefined: its answer may be given. */
export async function refusalOf(
  asked: string,
  stored: string,
  { guards, verify }: LikenessOptions,
): Promise<string | undefined> {
  if (asked === stored) return undefined
  if (guards) {
    const [ours, theirs] = [readQuestion(asked), readQuestion(stored)]
    for (const guard of questionGuards) {
      const reason = guard(ours, theirs)
      if (reason !== undefined) return reason
    }
  }
  return verify === undefined || (await verify(asked, stored)) ? undefined : 'verify refused it'
}
