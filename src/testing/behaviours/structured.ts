import { deepEqual, equal, ok } from 'node:assert/strict'
import type { StandardSchema } from '../../contract/standard-schema.js'
import { type Behaviour, behaviour } from '../behaviour.js'
import { type Body, messageOf, type Subject } from '../subject.js'

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string', description: 'CITY-NAME' }, people: { type: 'integer' } },
  required: ['city', 'people'],
  additionalProperties: false,
}
const FORMAT: Body = {
  response_format: { type: 'json_schema', json_schema: { name: 'town', schema: SCHEMA, strict: true } },
}
const TOWN = { city: 'Rome', people: 3 }

/** What zod and its like carry, without one of them. */
const STANDARD = {
  version: 1 as const,
  vendor: 'modelrelay-testing',
  validate: (value: unknown) => {
    const fits = typeof value === 'object' && value !== null && 'people' in value && typeof value.people === 'number'
    return fits ? { value } : { issues: [{ message: 'expected a number', path: ['people'] }] }
  },
  jsonSchema: { input: () => SCHEMA },
}
const TOWN_SCHEMA: StandardSchema = { '~standard': STANDARD }

/** A vendor without schemas is answered by a call of a hidden tool; the default answer knows which of the two it was. */
function answer(subject: Subject, value: unknown): void {
  subject.script(({ body }) =>
    JSON.stringify(body['tool_choice'] ?? '').includes('any') ? undefined : { text: JSON.stringify(value) },
  )
}

export const structured: readonly Behaviour[] = [
  behaviour('a JSON schema reaches the vendor, and its answer comes as JSON', ['schema', 'stream'], async (subject) => {
    answer(subject, TOWN)
    const whole = messageOf(await subject.ask(FORMAT)).content
    ok(subject.sent.text.includes('CITY-NAME'))
    deepEqual(Object.keys(JSON.parse(whole ?? '')), ['city', 'people'])
    const streamed = messageOf((await subject.stream(FORMAT)).reply).content
    deepEqual(JSON.parse(streamed ?? ''), JSON.parse(whole ?? ''))
  }),
  behaviour('a schema object gives the parsed answer', ['schema', 'stream'], async (subject) => {
    answer(subject, TOWN)
    const body = { response_format: TOWN_SCHEMA }
    const whole = messageOf(await subject.ask(body)).parsed
    deepEqual(Object.keys(Object(whole)), ['city', 'people'])
    deepEqual(messageOf((await subject.stream(body)).reply).parsed, whole)
  }),
  behaviour('an answer that does not fit its schema object is an error', ['schema', 'stream'], async (subject) => {
    subject.script({ text: '{"city":"Rome","people":"many"}' })
    const body = { response_format: TOWN_SCHEMA }
    equal((await subject.failure(body)).name, 'SchemaValidationError')
    equal((await subject.streamFailure(body)).name, 'SchemaValidationError')
  }),
]
