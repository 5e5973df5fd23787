import { isRecord, type ResponseFormat } from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import { toMfjs } from './tool-schema.js'
import { withInstruction } from './turns.js'
import type { ChatBody } from './wire.js'

type JsonSchemaFormat = Extract<ResponseFormat, { type: 'json_schema' }>

const ANY_OBJECT: JsonSchemaFormat = {
  type: 'json_schema',
  json_schema: { name: 'answer', schema: { type: 'object' } },
}

const ANSWER_IN_JSON = 'Answer with a JSON object and nothing else.'

/** Asks for JSON in the host's form (126, 130, 137, 138). */
export function applyResponseFormat(body: ChatBody, format: ResponseFormat, dialect: Dialect): void {
  if (format.type === 'json_object' && dialect.jsonObjectInstruction)
    body.messages = withInstruction(body.messages, ANSWER_IN_JSON)
  if (format.type === 'json_object' && dialect.jsonObjectAsSchema && thinks(body)) body.response_format = ANY_OBJECT
  if (format.type !== 'json_schema') return
  const { schema } = format.json_schema
  switch (dialect.jsonSchema) {
    case undefined:
      return
    case 'instruction':
      body.response_format = { type: 'json_object' }
      body.messages = withInstruction(body.messages, instructionFor(format))
      return
    case 'unnamed':
      Object.assign(body, { response_format: { type: 'json_schema', json_schema: { schema } } })
      return
    case 'mfjs':
      Object.assign(body, {
        response_format: {
          ...format,
          json_schema: { ...format.json_schema, schema: toMfjs(schema, { root: false }) },
        },
      })
  }
}

function thinks({ thinking, reasoning_effort: effort }: ChatBody): boolean {
  return isRecord(thinking) ? thinking['type'] !== 'disabled' : Boolean(effort) && effort !== 'none'
}

function instructionFor({ json_schema: { schema, description } }: JsonSchemaFormat): string {
  const purpose = description ? ` (${description})` : ''
  return schema
    ? `${ANSWER_IN_JSON} It must conform to this JSON Schema${purpose}:\n${JSON.stringify(schema)}`
    : `${ANSWER_IN_JSON}${purpose}`
}
