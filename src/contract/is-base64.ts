/** What is read: enough to tell base64 from a text, a path or a name, however large the file is. */
const READ = 1024

/** Whether a text can be base64, of either alphabet, broken into lines or not. */
export function isBase64(text: string): boolean {
  return text !== '' && !/[^a-z0-9+/_=\s-]|\S[ \t]+\S|=[^=\s]/i.test(text.slice(0, READ))
}
