import type { Claim, Limited } from '../state.js'

/** A claim that Redis knows of, or will. */
export class SharedClaim implements Claim {
  constructor(
    readonly limited: Limited,
    readonly tokens: number,
    readonly at: number,
    /** When it was counted, ms on Redis's clock; undefined: here alone. */
    readonly sharedAt: number | undefined,
    readonly lease: string | undefined,
  ) {}
}

/** Whether there is anything to ask Redis. */
export function hasLimits({ rpm, tpm, maxParallel }: Limited): boolean {
  return rpm !== undefined || tpm !== undefined || maxParallel !== undefined
}
