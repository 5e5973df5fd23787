import { BadRequestError } from '../contract/errors.js'

/** `messages[2].content: expected a string, got number`. Values are named by their kind only: they may be a prompt. */
export function wrongField(path: string, expected: string, got: unknown): BadRequestError {
  return new BadRequestError(`${path}: expected ${expected}, got ${kindOf(got)}`, { param: path })
}

/** For a word out of a fixed list, which may be shown. */
export function wrongWord(path: string, expected: string, got: unknown): BadRequestError {
  const shown = typeof got === 'string' ? JSON.stringify(got.slice(0, 40)) : kindOf(got)
  return new BadRequestError(`${path}: expected ${expected}, got ${shown}`, { param: path })
}

/** For a number out of its range. */
export function wrongNumber(path: string, expected: string, got: number): BadRequestError {
  return new BadRequestError(`${path}: expected ${expected}, got ${got}`, { param: path })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'array'
  if (value === '') return 'an empty string'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return typeof value
}
