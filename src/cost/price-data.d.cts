/** `PriceData` as JSON, which `npm run prices` writes. */
declare const text: string
export = text
