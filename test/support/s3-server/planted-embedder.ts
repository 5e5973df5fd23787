/**
 * Vectors of questions of the form `topic 12: any words`: those of one topic are near (about 0.98), those of two are
 * not. No model, and no use outside tests.
 */
export async function plantedEmbedder(texts: string[]): Promise<number[][]> {
  return texts.map((text) => {
    const topic = direction(/^topic [^:]*/.exec(text)?.[0] ?? text)
    const wording = direction(text)
    return topic.map((number, at) => number + (wording[at] ?? 0) * 0.2)
  })
}

const DIMENSIONS = 64

function direction(text: string): number[] {
  let state = 2_166_136_261
  for (const sign of text) state = Math.imul(state ^ (sign.codePointAt(0) ?? 0), 16_777_619)
  return Array.from({ length: DIMENSIONS }, () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_507) + 0x6d2b79f5
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 31 - 1
  })
}
