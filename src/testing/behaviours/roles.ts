import { equal, ok } from 'node:assert/strict'
import type { ChatMessage } from '../../contract/chat.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { messageOf, type Subject } from '../subject.js'

/** Asks and checks that the vendor got each of the words once. */
async function reaches(subject: Subject, messages: ChatMessage[], words: readonly string[]): Promise<string> {
  subject.script({ text: 'Understood.' })
  equal(messageOf(await subject.ask({ messages })).content, 'Understood.')
  const { text } = subject.sent
  for (const word of words) equal(text.split(word).length - 1, 1, `${word} must reach the vendor once`)
  return text
}

function inOrder(text: string, words: readonly string[]): void {
  const places = words.map((word) => text.indexOf(word))
  ok(
    places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0)),
    `out of order: ${words.join(', ')}`,
  )
}

export const roles: readonly Behaviour[] = [
  behaviour('a system message reaches the model', ['system'], async (subject) => {
    const messages: ChatMessage[] = [
      { role: 'system', content: 'RULE-ONE' },
      { role: 'user', content: 'ASK-ONE' },
    ]
    await reaches(subject, messages, ['RULE-ONE', 'ASK-ONE'])
  }),
  behaviour('system messages in parts, and several, reach the model in order', ['system'], async (subject) => {
    const words = ['RULE-ONE', 'RULE-TWO', 'RULE-THREE']
    const text = await reaches(
      subject,
      [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'RULE-ONE' },
            { type: 'text', text: 'RULE-TWO' },
          ],
        },
        { role: 'system', content: 'RULE-THREE' },
        { role: 'user', content: 'Hi' },
      ],
      words,
    )
    inOrder(text, words)
  }),
  behaviour('a system message late in the history is not lost', ['system'], async (subject) => {
    await reaches(
      subject,
      [
        { role: 'user', content: 'ASK-ONE' },
        { role: 'assistant', content: 'SAID-ONE' },
        { role: 'system', content: 'RULE-LATE' },
        { role: 'user', content: 'ASK-TWO' },
      ],
      ['ASK-ONE', 'SAID-ONE', 'RULE-LATE', 'ASK-TWO'],
    )
  }),
  behaviour('a developer message reaches the model', ['system'], async (subject) => {
    const messages: ChatMessage[] = [
      { role: 'developer', content: 'RULE-DEV' },
      { role: 'user', content: 'Hi' },
    ]
    await reaches(subject, messages, ['RULE-DEV'])
  }),
  behaviour('turns stay in their order', [], async (subject) => {
    const words = ['ASK-ONE', 'SAID-ONE', 'ASK-TWO', 'SAID-TWO', 'ASK-THREE']
    const messages = words.map(
      (content, at): ChatMessage => (at % 2 === 0 ? { role: 'user', content } : { role: 'assistant', content }),
    )
    inOrder(await reaches(subject, messages, words), words)
  }),
  behaviour('users and assistants that speak twice in a row are both heard', [], async (subject) => {
    const words = ['ASK-ONE', 'ASK-TWO', 'SAID-ONE', 'SAID-TWO', 'ASK-THREE']
    const said = ['user', 'user', 'assistant', 'assistant', 'user'] as const
    const messages = words.map((content, at): ChatMessage => ({ role: said[at] ?? 'user', content }))
    inOrder(await reaches(subject, messages, words), words)
  }),
  behaviour('a turn that says nothing does no harm', [], async (subject) => {
    await reaches(
      subject,
      [
        { role: 'user', content: 'ASK-ONE' },
        { role: 'assistant', content: '' },
        { role: 'user', content: [{ type: 'text', text: '' }] },
        { role: 'user', content: 'ASK-TWO' },
      ],
      ['ASK-ONE', 'ASK-TWO'],
    )
  }),
  behaviour('the parts of a message reach the model in order', [], async (subject) => {
    const words = ['PART-ONE', 'PART-TWO']
    const content = words.map((text) => ({ type: 'text' as const, text }))
    inOrder(await reaches(subject, [{ role: 'user', content }], words), words)
  }),
  behaviour('half a surrogate pair does not leave', [], async (subject) => {
    subject.script({ text: 'Hi.' })
    await subject.ask({ messages: [{ role: 'user', content: 'LEFT\ud83dRIGHT 👋' }] })
    const { text } = subject.sent
    ok(!/\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])/i.test(text), 'a lone surrogate left as an escape')
    ok(/LEFT.{0,6}RIGHT/.test(text))
    ok(text.includes('👋'))
  }),
]
