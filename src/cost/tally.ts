import type { CallMeta } from '../contract/call.js'
import { toPico, toUsd } from './pico-dollars.js'
import type { AnyUsage } from './split-usage.js'

export interface TokenSums {
  promptTokens: number
  completionTokens: number
  /** Of the prompt: read from the vendor's cache. */
  cachedTokens: number
}

/** Adds up calls. Money is summed in whole pico-dollars without an upper end, so that nothing is lost over the years. */
export class Tally {
  #calls = 0
  #errors = 0
  #unpriced = 0
  #prompt = 0
  #completion = 0
  #cached = 0
  #cost = 0n
  #saved = 0n

  static readonly columns = [
    'calls',
    'errors',
    'unpriced',
    'promptTokens',
    'completionTokens',
    'cachedTokens',
    'cost',
    'saved',
  ] as const

  answered(meta: CallMeta, usage: AnyUsage | undefined): void {
    this.#count(meta, usage)
    if (meta.cost === undefined) this.#unpriced++
  }

  /** What a call used that failed on its way, or was left. */
  failed(meta: CallMeta, usage: AnyUsage | undefined): void {
    this.#count(meta, usage)
    this.#errors++
    if (meta.cost === undefined && usage !== undefined) this.#unpriced++
  }

  get sums() {
    return {
      calls: this.#calls,
      errors: this.#errors,
      unpriced: this.#unpriced,
      promptTokens: this.#prompt,
      completionTokens: this.#completion,
      cachedTokens: this.#cached,
      cost: toUsd(Number(this.#cost)),
      saved: toUsd(Number(this.#saved)),
    }
  }

  /** The same in the order of the columns, money as a decimal that is exact. */
  get cells(): string[] {
    const sums = this.sums
    const money = { cost: toDecimal(this.#cost), saved: toDecimal(this.#saved) }
    return Tally.columns.map((column) =>
      column === 'cost' || column === 'saved' ? money[column] : String(sums[column]),
    )
  }

  #count({ cost, savedCost, attempts, continued }: CallMeta, usage: AnyUsage | undefined): void {
    this.#calls++
    this.#prompt += usage?.prompt_tokens ?? 0
    this.#completion += usage?.completion_tokens ?? 0
    this.#cached += usage?.prompt_tokens_details?.cached_tokens ?? 0
    // What was paid for an answer that another one replaced is paid.
    for (const paid of [{ cost }, ...attempts, ...(continued ?? [])])
      if (paid.cost) this.#cost += BigInt(toPico(paid.cost.total))
    if (savedCost) this.#saved += BigInt(toPico(savedCost))
  }
}

const DECIMALS = 12

function toDecimal(pico: bigint): string {
  const digits = String(pico).padStart(DECIMALS + 1, '0')
  return `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`.replace(/\.?0+$/, '')
}
