const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * A random id such as `call_4fG…`, 24 characters after the prefix: unique, not secret.
 * Math.random is enough for that and costs a tenth of a cryptographic source.
 */
export function randomId(prefix: string): string {
  let id = prefix
  for (let i = 0; i < 24; i++) id += ALPHABET[Math.floor(Math.random() * ALPHABET.length)]
  return id
}
