const HEADER_BYTES = 44
/** What Gemini speaks: 16 bits, one channel. https://ai.google.dev/gemini-api/docs/speech-generation */
const SAMPLE_RATE = 24_000
const SAMPLE_BYTES = 2

/** A WAV file (base64) from bare samples (base64), which is all that the vendor gives. */
export function toWave(samples: string): string {
  const data = Buffer.from(samples, 'base64')
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16) // bytes of the format that follows
  header.writeUInt16LE(1, 20) // PCM
  header.writeUInt16LE(1, 22) // channels
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES, 28)
  header.writeUInt16LE(SAMPLE_BYTES, 32)
  header.writeUInt16LE(8 * SAMPLE_BYTES, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data]).toString('base64')
}
