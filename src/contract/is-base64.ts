/** Whether a text can be base64, of either alphabet, broken into lines or not. A search keeps V8's stack out of it. */
export function isBase64(text: string): boolean {
  return text !== '' && !/[^a-z0-9+/_=\s-]|\S[ \t]+\S|=[^=\s]/i.test(text)
}
