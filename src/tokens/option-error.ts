import { BadRequestError } from '../contract/errors.js'

/** `maxTokens: expected a whole number above 0, got string`. */
export function wrongOption(path: string, expected: string, got: unknown): BadRequestError {
  const shown =
    typeof got === 'number' ? String(got) : Array.isArray(got) ? 'a list' : got === null ? 'null' : typeof got
  return new BadRequestError(`${path}: expected ${expected}, got ${shown}`, { param: path })
}

export const isCount = (value: unknown, least: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least
