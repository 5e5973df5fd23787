import type { RequestFacts } from './dialect.js'
import { type JsonObject, objectsIn, textAt, valueAt } from './json.js'
import type { SimulatedRequest } from './recorded-request.js'
import { lastUserText, textOf } from './request-text.js'
import type { ErrorFields } from './script.js'

/** What a Converse request asks for. */
export function bedrockFacts(body: JsonObject): RequestFacts {
  const forcedTool = toForcedTool(body)
  const tools = body['toolConfig'] ? JSON.stringify(body['toolConfig']) : ''
  return {
    lastUserText: lastUserText(body['messages']),
    json: false,
    ...(forcedTool ? { forcedTool } : {}),
    inputCharacters: textOf(body['system'] ?? '').length + textOf(body['messages']).length + tools.length,
  }
}

function toForcedTool(body: JsonObject): RequestFacts['forcedTool'] {
  const choice = valueAt(body, 'toolConfig', 'toolChoice')
  const named = textAt(choice, 'tool', 'name')
  if (named === undefined && valueAt(choice, 'any') === undefined) return undefined
  const specs = objectsIn(valueAt(body, 'toolConfig', 'tools')).map((tool) => tool['toolSpec'])
  const spec = named === undefined ? specs[0] : specs.find((each) => textAt(each, 'name') === named)
  const name = textAt(spec, 'name')
  return name === undefined ? undefined : { name, schema: valueAt(spec, 'inputSchema', 'json') ?? {} }
}

/** What Converse refuses before it calls a model. */
export function refuseConverse({ body, text }: SimulatedRequest): (ErrorFields & { status: number }) | undefined {
  const message = reasonAgainst(body, text)
  return message === undefined ? undefined : { status: 400, type: 'ValidationException', message }
}

function reasonAgainst(body: JsonObject, text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return 'Malformed input request, please reformat your input and try again.'
  const messages = objectsIn(body['messages'])
  if (messages.length === 0) return 'The messages field is empty. Add a message and try again.'
  if (messages[0]?.['role'] !== 'user') return 'A conversation must start with a user message.'
  if (messages.some(({ role }, at) => role === messages[at - 1]?.['role']))
    return 'A conversation must alternate between user and assistant roles.'
  const contents = messages.map(({ content }) => objectsIn(content))
  if (contents.some((blocks) => blocks.length === 0)) return 'The content field in a Message object is empty.'
  const blocks = contents.flat()
  if (blocks.some((block) => textAt(block, 'text')?.trim() === ''))
    return 'The text field in the ContentBlock is blank.'
  if (!body['toolConfig'] && blocks.some((block) => block['toolUse'] ?? block['toolResult']))
    return 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'
  const idsOf = (at: number, kind: string) =>
    (contents[at] ?? []).flatMap((block) => textAt(block, kind, 'toolUseId') ?? []).sort()
  const unanswered = contents.some((_, at) => {
    const calls = idsOf(at - 1, 'toolUse')
    return at > 0 && messages[at]?.['role'] === 'user' && String(calls) !== String(idsOf(at, 'toolResult'))
  })
  return unanswered ? 'Expected toolResult blocks for the toolUse blocks of the previous turn.' : undefined
}
