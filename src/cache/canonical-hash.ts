import { createHash, type Hash } from 'node:crypto'

/** Texts longer than this go into the hash as they are, without a copy. */
const LONG_TEXT = 1_024
/** Characters gathered before they are hashed: many small updates are slow. */
const FLUSH_AT = 16_384

/**
 * SHA-256 of a JSON value, the same for every order of its keys. Each value says its kind and length, so that no two
 * different values can look alike. Undefined keys are absent keys; `-0` is `0`.
 */
export class CanonicalHash {
  readonly #hash: Hash = createHash('sha256')
  #pending = ''

  add(value: unknown): this {
    this.#value(value)
    return this
  }

  /** 64 hex digits. */
  digest(): string {
    if (this.#pending !== '') this.#hash.update(this.#pending)
    this.#pending = ''
    return this.#hash.digest('hex')
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        this.#text(value)
        return
      case 'number':
        // As JSON has it: NaN and infinities are null.
        this.#write(Number.isFinite(value) ? `n${value + 0};` : 'z')
        return
      case 'boolean':
        this.#write(value ? 't' : 'f')
        return
      case 'bigint':
        this.#write(`i${value};`)
        return
      case 'object':
        this.#object(value)
        return
      default:
        this.#write('z') // a function or a symbol, as JSON has them in a list
    }
  }

  #object(value: object | null): void {
    if (value === null) {
      this.#write('z')
      return
    }
    if (Array.isArray(value)) {
      this.#write(`[${value.length};`)
      for (const item of value) this.#value(item)
      return
    }
    if (ArrayBuffer.isView(value)) {
      this.#bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      return
    }
    if (hasToJSON(value)) {
      this.#value(value.toJSON())
      return
    }
    this.#write('{')
    for (const key of sortedKeys(value)) {
      const member: unknown = Reflect.get(value, key)
      if (member === undefined || typeof member === 'function') continue
      this.#text(key)
      this.#value(member)
    }
    this.#write('}')
  }

  #text(text: string): void {
    if (!text.isWellFormed()) {
      this.#bytes(Buffer.from(text, 'utf16le')) // as UTF-8 all halves of a pair would be one
      return
    }
    this.#write(`s${text.length};`)
    if (text.length < LONG_TEXT) {
      this.#write(text)
      return
    }
    this.#hash.update(this.#pending)
    this.#pending = ''
    this.#hash.update(text)
  }

  #bytes(bytes: Uint8Array): void {
    this.#hash.update(`${this.#pending}b${bytes.length};`)
    this.#pending = ''
    this.#hash.update(bytes)
  }

  #write(text: string): void {
    this.#pending += text
    if (this.#pending.length < FLUSH_AT) return
    this.#hash.update(this.#pending)
    this.#pending = ''
  }
}

/** Most objects come with few keys, often in order already. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value)
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? '') > (keys[i] ?? '')) return keys.sort()
  return keys
}

function hasToJSON(value: object): value is { toJSON: () => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}
