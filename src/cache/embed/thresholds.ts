/** For embedders that nobody measured here. Nearness is not the same among them; this is near for all that are known. */
const UNKNOWN = 0.93

/** By a part of the model's name. Measured: docs/semantic-cache.md. */
const MEASURED: ReadonlyArray<readonly [RegExp, number]> = [[/all-minilm-l6-v2/i, 0.82]]

/** Similarity from which two questions may be one, where the user does not say. */
export function defaultThreshold(model: string | undefined): number {
  return MEASURED.find(([name]) => model !== undefined && name.test(model))?.[1] ?? UNKNOWN
}
