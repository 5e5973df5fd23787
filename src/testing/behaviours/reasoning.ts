import { equal, ok } from 'node:assert/strict'
import { type Behaviour, behaviour } from '../behaviour.js'
import { messageOf } from '../subject.js'
import { wholeEqualsStream } from './answers.js'
import { callsOf, OFFER } from './tools.js'

const THOUGHT = { reasoning: 'THOUGHT-ONE', text: 'Yes.' }
const SIGNATURE = 'U0lHTkFUVVJFLU9ORQ=='

export const reasoning: readonly Behaviour[] = [
  behaviour('reasoning comes beside the answer, not in it', ['reasoning', 'stream'], async (subject) => {
    subject.script(THOUGHT)
    for (const reply of [await subject.ask(), (await subject.stream()).reply]) {
      equal(messageOf(reply).reasoning_content, 'THOUGHT-ONE')
      equal(messageOf(reply).content, 'Yes.')
    }
  }),
  behaviour('reasoning is the same whole and streamed', ['reasoning', 'stream'], (subject) =>
    wholeEqualsStream(subject, { reasoning: 'First this, then that.', text: 'Done.' }),
  ),
  behaviour(
    'reasoning before a call goes back with it',
    ['reasoning', 'reasoningReplay', 'tools', 'stream'],
    async (subject) => {
      for (const streamed of [false, true]) {
        subject.script({ reasoning: 'THOUGHT-ONE', signature: SIGNATURE, toolCalls: [{ name: 'get_time' }] })
        const reply = streamed ? (await subject.stream(OFFER)).reply : await subject.ask(OFFER)
        const id = callsOf(reply)[0]?.id ?? ''
        subject.script({ text: 'Noon.' })
        const question = { role: 'user' as const, content: 'Hello' }
        const result = { role: 'tool' as const, tool_call_id: id, content: '12:00' }
        await subject.ask({ ...OFFER, messages: [question, messageOf(reply), result] })
        equal(subject.sent.text.split('THOUGHT-ONE').length - 1, 1)
      }
    },
  ),
  behaviour(
    'the signature of reasoning goes back as it came',
    ['reasoning', 'signatures', 'tools', 'stream'],
    async (subject) => {
      for (const streamed of [false, true]) {
        subject.script({ reasoning: 'Hm.', signature: SIGNATURE, toolCalls: [{ name: 'get_time' }] })
        const reply = streamed ? (await subject.stream(OFFER)).reply : await subject.ask(OFFER)
        const id = callsOf(reply)[0]?.id ?? ''
        subject.script({ text: 'Noon.' })
        const question = { role: 'user' as const, content: 'Hello' }
        const result = { role: 'tool' as const, tool_call_id: id, content: '12:00' }
        await subject.ask({ ...OFFER, messages: [question, messageOf(reply), result] })
        ok(subject.sent.text.includes(SIGNATURE))
      }
    },
  ),
]
