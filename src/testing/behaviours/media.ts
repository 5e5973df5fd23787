import { equal, ok } from 'node:assert/strict'
import { type Behaviour, behaviour } from '../behaviour.js'
import type { Subject } from '../subject.js'
import { stringsIn } from './answers.js'

/** One pixel, as a PNG. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
/** The head of a PDF. */
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64')

const image = (url: string) => ({ type: 'image_url' as const, image_url: { url } })

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
    const file = { filename: 'paper.pdf', file_data: `data:application/pdf;base64,${PDF}` }
    const content = [
      { type: 'text' as const, text: 'READ-THIS' },
      { type: 'file' as const, file },
    ]
    await subject.ask({ messages: [{ role: 'user', content }] })
    equal((await sentParts(subject)).filter((each) => each.includes(PDF)).length, 1)
  }),
]
