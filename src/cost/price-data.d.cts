/** `PriceData`, which `npm run prices` writes. */
declare const data: unknown
export = data
