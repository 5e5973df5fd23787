import { equal, ok } from 'node:assert/strict'
import { BadRequestError, isModelRelayError, type ModelRelayError } from '../../contract/errors.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import type { Subject } from '../subject.js'
import { stringsIn } from './answers.js'

/** One pixel, as a PNG. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
/** The head of a PDF. */
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64')

/** A twentieth of a second of silence, at 8,000 samples of 8 bits. */
const SOUND = wav(400).toString('base64')

const image = (url: string) => ({ type: 'image_url' as const, image_url: { url } })

const pdf = {
  type: 'file' as const,
  file: { filename: 'paper.pdf', file_data: `data:application/pdf;base64,${PDF}` },
}
const sound = { type: 'input_audio' as const, input_audio: { data: SOUND, format: 'wav' as const } }

async function sentParts(subject: Subject): Promise<string[]> {
  return stringsIn(subject.sent.body)
}

export const media: readonly Behaviour[] = [
  behaviour('an image by data URL reaches the model beside its text', ['images'], async (subject) => {
    subject.script({ text: 'A pixel.' })
    const content = [{ type: 'text' as const, text: 'LOOK-HERE' }, image(`data:image/png;base64,${PIXEL}`)]
    await subject.ask({ messages: [{ role: 'user', content }] })
    const sent = await sentParts(subject)
    equal(sent.filter((each) => each.includes(PIXEL)).length, 1)
    ok(sent.some((each) => each.includes('LOOK-HERE')))
  }),
  behaviour('several images keep their order', ['images'], async (subject) => {
    subject.script({ text: 'Two.' })
    const other = PIXEL.replace('Wj', 'XX')
    const content = [image(`data:image/png;base64,${PIXEL}`), image(`data:image/png;base64,${other}`)]
    await subject.ask({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Both?' }, ...content] }] })
    const sent = await sentParts(subject)
    const at = (data: string) => sent.findIndex((each) => each.includes(data))
    ok(at(PIXEL) >= 0 && at(PIXEL) < at(other))
  }),
  behaviour('a PDF reaches the model', ['pdf'], async (subject) => {
    subject.script({ text: 'A file.' })
    await subject.ask({ messages: [{ role: 'user', content: [{ type: 'text', text: 'READ-THIS' }, pdf] }] })
    equal((await sentParts(subject)).filter((each) => each.includes(PDF)).length, 1)
  }),
  behaviour('sound reaches the model', ['audio'], async (subject) => {
    subject.script({ text: 'Silence.' })
    await subject.ask({ messages: [{ role: 'user', content: [{ type: 'text', text: 'HEAR-THIS' }, sound] }] })
    const sent = await sentParts(subject)
    equal(sent.filter((each) => each.includes(SOUND)).length, 1)
    ok(sent.some((each) => each.includes('HEAR-THIS')))
  }),
  behaviour('an answer in sound is asked of the vendor, or refused by name', [], async (subject) => {
    subject.script({ text: 'A word.' })
    const failure = await failureIn(
      subject.ask({ modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }),
    )
    if (failure === undefined) ok(/audio/i.test(subject.sent.text), 'it was left out without a word')
    else {
      equal(failure.name, 'UnsupportedParamsError')
      equal(subject.requests.length, 0)
    }
  }),
  ...[
    { what: 'an image', part: image(`data:image/png;base64,${PIXEL}`), data: PIXEL },
    { what: 'a PDF', part: pdf, data: PDF },
    { what: 'sound', part: sound, data: SOUND },
  ].map(({ what, part, data }) =>
    behaviour(`${what} reaches the model or is refused by its path, and is never left out`, [], async (subject) => {
      subject.script({ text: 'I see.' })
      const content = [{ type: 'text' as const, text: 'Look.' }, part]
      const failure = await failureIn(subject.ask({ messages: [{ role: 'user', content }] }))
      if (failure === undefined) {
        ok(
          (await sentParts(subject)).some((each) => each.includes(data)),
          'it was left out without a word',
        )
        return
      }
      ok(failure instanceof BadRequestError, `a ${failure.name}`)
      ok(failure.param?.startsWith('messages[0].content[1]'), `the path of the part is not told: ${failure.param}`)
      equal(subject.requests.length, 0)
    }),
  ),
]

/** Its samples are silence. */
function wav(samples: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 0x80)])
}

async function failureIn(asked: Promise<unknown>): Promise<ModelRelayError | undefined> {
  try {
    await asked
    return undefined
  } catch (error) {
    if (isModelRelayError(error)) return error
    throw error
  }
}
