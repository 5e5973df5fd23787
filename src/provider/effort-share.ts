const SHARES: Readonly<Record<string, number>> = {
  minimal: 0.02,
  low: 0.1,
  medium: 0.3,
  high: 0.6,
  xhigh: 0.9,
  max: 0.9,
}

/**
 * The budget of an effort as a part of the most that a model may write, for models that know budgets only
 * (quirks.md 75); undefined for a word that is none.
 */
export function effortShare(effort: string): number | undefined {
  return Object.hasOwn(SHARES, effort) ? SHARES[effort] : undefined
}
