import type { ModelPrices, Rates } from '../src/contract/prices.js'

const COMPARED = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'reasoning',
  'inputAudio',
  'outputAudio',
  'cacheReadAudio',
  'inputImage',
  'outputImage',
  'inputVideo',
  'request',
  'image',
  'webSearch',
  'page',
  'inputSecond',
] as const satisfies ReadonlyArray<keyof Rates>

/** Rates that both state and that differ by more than a share: `input 3 / 2`. Tiers count by their sizes and rates. */
export function differences(a: ModelPrices, b: ModelPrices, share: number): string[] {
  const found = ratesApart(a, b, share)
  const [ours = [], theirs = []] = [a.tiers, b.tiers]
  for (const [at, { above, rates }] of ours.entries()) {
    const other = theirs[at]
    if (other === undefined) found.push(`above ${above}: a price / none`)
    else if (Math.abs(other.above - above) > 1) found.push(`tier above ${above} / ${other.above}`)
    else found.push(...ratesApart(rates, other.rates, share).map((text) => `above ${above}: ${text}`))
  }
  for (const { above } of theirs.slice(ours.length)) found.push(`above ${above}: none / a price`)
  return found
}

function ratesApart(a: Rates, b: Rates, share: number): string[] {
  return COMPARED.flatMap((rate) => {
    const [one, other] = [a[rate], b[rate]]
    if (one === undefined || other === undefined || Math.abs(one - other) <= share * Math.max(one, other)) return []
    return [`${rate} ${one} / ${other}`]
  })
}
