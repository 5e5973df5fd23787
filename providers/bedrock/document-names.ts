/** Names of one request's documents. */
export interface DocumentNames {
  nameOf(filename: string | undefined): string
}

const MAX_LENGTH = 200

/**
 * A file's name up to its first dot, or `document-N` (quirks.md 99). Converse allows letters, digits, single spaces,
 * hyphens, parentheses and square brackets, and no name twice:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
 */
export function createDocumentNames(): DocumentNames {
  const taken = new Set<string>()
  let count = 0
  return {
    nameOf(filename) {
      count++
      const allowed = (filename?.split('.')[0] ?? '')
        .replace(/[^a-zA-Z0-9\s()[\]-]/g, '-')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, MAX_LENGTH - 8)
      const base = /[a-zA-Z0-9]/.test(allowed) ? allowed : `document-${count}`
      let name = base
      for (let times = 2; taken.has(name); times++) name = `${base}-${times}`
      taken.add(name)
      return name
    },
  }
}
