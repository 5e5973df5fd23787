// Money is added up in pico-dollars (1e-12 USD), so that no sum drifts: doubles hold every whole number up to 2^53,
// which is 9,007 USD.

const PICO = 1e12
/** Pico-dollars per token for 1 USD per million tokens. */
const PICO_PER_TOKEN = 1e6

/** USD as pico-dollars, rounded to the nearest. */
export function toPico(usd: number): number {
  return Math.round(usd * PICO)
}

export function toUsd(pico: number): number {
  return pico / PICO
}

/**
 * What tokens cost at a rate in USD per million. A rate of up to six decimals is a whole number of pico-dollars per
 * token, and the product is exact; a finer one keeps its fraction, since roundings of several parts would add up to
 * more than a pico-dollar.
 */
export function ofTokens(tokens: number, rate: number): number {
  const perToken = rate * PICO_PER_TOKEN
  const whole = Math.round(perToken)
  // 0.1 + 0.2 and the like: what differs by less than a rate can be written with is the whole number.
  return Math.abs(perToken - whole) < 1e-6 ? tokens * whole : tokens * perToken
}
