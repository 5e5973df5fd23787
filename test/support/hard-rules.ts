import { isRecord } from '../../src/contract/is-record.js'

// What each vendor refuses with a 400, as rules over the body that travels. The numbers are those of quirks.md.

export type Fields = Readonly<Record<string, unknown>>
/** Every break of a rule, in words. */
export type Rules = (body: Fields, model: string) => string[]

const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const record = (value: unknown): Fields => (isRecord(value) ? value : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === ''
const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, at) => each === b[at])
const when = (broken: boolean, rule: string): string[] => (broken ? [rule] : [])

/** Turns of two sides, the user's first. */
function alternates(roles: readonly unknown[], user: string): string[] {
  return [
    ...when(roles[0] !== user, `the first turn is ${String(roles[0])}'s`),
    ...when(
      roles.some((role, at) => at > 0 && role === roles[at - 1]),
      `two turns of one side: ${roles.join()}`,
    ),
  ]
}

/** 25, 28, 31, 33: the chat protocol of OpenAI and of all who speak it. */
function chatRules(body: Fields, id: RegExp): string[] {
  const messages = list(body['messages'])
  const broken: string[] = []
  let waiting: string[] = []
  for (const message of messages) {
    const calls = list(message['tool_calls'])
    if (message['role'] === 'tool') {
      const given = text(message['tool_call_id'])
      if (!waiting.includes(given)) broken.push(`a result without its call: ${given}`)
      waiting = waiting.filter((each) => each !== given)
      if (message['content'] === '') broken.push('an empty result')
      continue
    }
    if (waiting.length > 0) broken.push('a turn between a call and its result')
    waiting = calls.map((call) => text(call['id']))
    for (const call of waiting) if (!id.test(call)) broken.push(`an id that is not taken: ${call}`)
    if (new Set(waiting).size < waiting.length) broken.push('two calls with one id')
  }
  return [
    ...broken,
    ...when(waiting.length > 0, 'a call without a result at the end'),
    ...when(messages.length === 0, 'no messages'),
    ...when(Array.isArray(body['tools']) && body['tools'].length === 0, 'an empty list of tools'),
    ...when(body['tools'] === undefined && body['tool_choice'] !== undefined, 'a choice without tools'),
  ]
}

const openai: Rules = (body) => chatRules(body, /^[\s\S]{1,40}$/u)
/** Hosts that speak the same protocol and set no limit to ids. */
const compatible: Rules = (body) => chatRules(body, /^[\s\S]+$/u)

/** 122-124. */
const mistral: Rules = (body) => {
  const messages = list(body['messages'])
  const last = messages.at(-1)
  return [
    ...chatRules(body, /^[a-zA-Z0-9]{9}$/),
    ...when(
      messages.some((message) => message['role'] === 'tool' && !text(message['name'])),
      'a result without a name',
    ),
    ...when(last?.['role'] === 'assistant' && last['prefix'] !== true, 'a last assistant turn without prefix'),
    ...when(
      messages.some((message) => message['role'] === 'developer'),
      'the role developer',
    ),
    ...when(
      ![undefined, 'auto', 'none', 'any', 'required'].some((word) => word === body['tool_choice']),
      'a choice by name',
    ),
  ]
}

/** 68-80. */
const anthropic: Rules = (body) => {
  const turns = list(body['messages'])
  const blocks = turns.map((turn) =>
    Array.isArray(turn['content']) ? list(turn['content']) : [{ type: 'text', text: turn['content'] }],
  )
  const all: Fields[] = [...blocks.flat(), ...list(body['system'])]
  const calls = blocks.flat().filter((block) => block['type'] === 'tool_use')
  const ids = calls.map((block) => text(block['id']))
  const marks = JSON.stringify(body).split('"cache_control":{').length - 1
  return [
    ...alternates(
      turns.map((turn) => turn['role']),
      'user',
    ),
    ...when(
      ids.some((id) => !/^[a-zA-Z0-9_-]{1,64}$/.test(id)),
      `an id that is not taken: ${ids.join()}`,
    ),
    ...when(new Set(ids).size < ids.length, 'an id used twice'),
    ...when(
      calls.some((block) => !isRecord(block['input'])),
      'an input that is no object',
    ),
    ...when(
      blocks.some((each) => each.length === 0),
      'a turn without content',
    ),
    ...when(
      all.some((block) => block['type'] === 'text' && isBlank(block['text'])),
      'a blank text',
    ),
    ...answered(
      blocks.map((each) => ({
        calls: each.filter(({ type }) => type === 'tool_use').map(({ id }) => id),
        results: each.filter(({ type }) => type === 'tool_result').map((block) => block['tool_use_id']),
        resultsLast: each.findLastIndex(({ type }) => type === 'tool_result'),
      })),
    ),
    ...when(typeof body['max_tokens'] !== 'number' || body['max_tokens'] < 1, 'no max_tokens'),
    ...when(marks > 4, `${marks} cache breakpoints`),
    ...when(Array.isArray(body['tools']) && body['tools'].length === 0, 'an empty list of tools'),
  ]
}

interface Turn {
  calls: unknown[]
  results: unknown[]
  /** Where the last result stands. */
  resultsLast: number
}

/** One result for each call in the very next turn, before all else, and no result without a call. */
function answered(turns: readonly Turn[]): string[] {
  return turns.flatMap(({ calls, results, resultsLast }, at) => {
    const asked = turns[at - 1]?.calls ?? []
    return [
      ...when(!same([...asked].sort(), [...results].sort()), `calls ${asked.join()} have results ${results.join()}`),
      ...when(results.length > 0 && resultsLast !== results.length - 1, 'a result behind something else'),
      ...when(at === turns.length - 1 && calls.length > 0, 'a call without a result at the end'),
    ]
  })
}

/** 89-92. */
const bedrock: Rules = (body) => {
  const turns = list(body['messages'])
  const blocks = turns.map((turn) => list(turn['content']))
  const uses = blocks.flat().flatMap((block) => (isRecord(block['toolUse']) ? [block['toolUse']] : []))
  const ids = uses.map((use) => text(use['toolUseId']))
  const results = blocks.flat().filter((block) => 'toolResult' in block)
  const tools = record(body['toolConfig'])['tools']
  return [
    ...alternates(
      turns.map((turn) => turn['role']),
      'user',
    ),
    ...when(
      ids.some((id) => !/^[a-zA-Z0-9_-]{1,64}$/.test(id)),
      `an id that is not taken: ${ids.join()}`,
    ),
    ...when(
      uses.some((use) => !isRecord(use['input']) || !/^[a-zA-Z0-9_-]{1,64}$/.test(text(use['name']))),
      'a call whose input or name is not taken',
    ),
    ...when(
      blocks.some((each) => each.length === 0),
      'a turn without content',
    ),
    ...when(
      [...blocks.flat(), ...list(body['system'])].some((block) => isBlank(block['text'])),
      'a blank text',
    ),
    ...when(Array.isArray(tools) && tools.length === 0, 'an empty list of tools'),
    ...when(tools === undefined && uses.length + results.length > 0, 'calls in the history of a request without tools'),
    ...answered(
      blocks.map((each) => ({
        calls: each.flatMap((block) => (isRecord(block['toolUse']) ? [block['toolUse']['toolUseId']] : [])),
        results: each.flatMap((block) => (isRecord(block['toolResult']) ? [block['toolResult']['toolUseId']] : [])),
        // A point stands behind the result that it belongs to.
        resultsLast: each.filter((block) => !('cachePoint' in block)).findLastIndex((block) => 'toolResult' in block),
      })),
    ),
  ]
}

/** 102-106, 111. */
const gemini: Rules = (body, model) => {
  const turns = list(body['contents'])
  const parts = turns.map((turn) => list(turn['parts']))
  const called = (each: Fields[], key: string) => each.flatMap((part) => (isRecord(part[key]) ? [part[key]] : []))
  const calls = parts.map((each) => called(each, 'functionCall'))
  const results = parts.map((each) => called(each, 'functionResponse'))
  return [
    ...alternates(
      turns.map((turn) => turn['role']),
      'user',
    ),
    ...when(
      parts.some((each) => each.length === 0),
      'a turn without parts',
    ),
    ...turns.flatMap((_, at) => {
      const asked = (calls[at - 1] ?? []).map((call) => call['name'])
      const given = (results[at] ?? []).map((result) => result['name'])
      return when(!same(asked, given), `calls ${asked.join()} have results ${given.join()}`)
    }),
    ...when((calls.at(-1) ?? []).length > 0, 'a call without a result at the end'),
    ...when(
      calls.flat().some((call) => 'args' in call && !isRecord(call['args'])),
      'arguments that are no object',
    ),
    ...when(
      results.flat().some((result) => !isRecord(result['response'])),
      'a response that is no object',
    ),
    // The first call of a turn carries the signature of all; older models have none (104).
    ...when(
      model.startsWith('gemini-3') &&
        parts.some((each) => {
          const first = each.find((part) => 'functionCall' in part)
          return first !== undefined && !text(first['thoughtSignature'])
        }),
      'a call without a signature',
    ),
    ...when(Array.isArray(body['tools']) && body['tools'].length === 0, 'an empty list of tools'),
  ]
}

/** 136. */
const cohere: Rules = (body) => {
  const messages = list(body['messages'])
  const calls = messages.flatMap((message) => list(message['tool_calls']))
  return [
    ...chatRules({ ...body, tool_choice: undefined }, /^[\s\S]+$/u),
    ...when(![undefined, 'REQUIRED', 'NONE'].some((word) => word === body['tool_choice']), 'a choice of other words'),
    ...when(
      calls.some((call) => !isRecord(parsed(record(call['function'])['arguments']))),
      'arguments that are no object',
    ),
    ...when(
      messages.some((message) => message['role'] === 'assistant' && message['tool_calls'] && hasText(message)),
      'a text beside calls',
    ),
  ]
}

const hasText = ({ content }: Fields): boolean =>
  typeof content === 'string' || list(content).some((part) => part['type'] === 'text')

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(text(value))
  } catch {
    return undefined
  }
}

/** 145. */
const ollama: Rules = (body) => {
  const messages = list(body['messages'])
  const called: unknown[] = []
  const given: unknown[] = []
  for (const message of messages) {
    for (const call of list(message['tool_calls'])) called.push(record(call['function'])['name'])
    if (message['role'] === 'tool') given.push(message['tool_name'])
  }
  return [
    ...when(
      messages.some((message) => typeof message['content'] !== 'string'),
      'content that is no text',
    ),
    ...when(
      messages.some((message) => !['system', 'user', 'assistant', 'tool'].includes(text(message['role']))),
      'another role',
    ),
    ...when(
      messages
        .flatMap((message) => list(message['tool_calls']))
        .some((call) => !isRecord(record(call['function'])['arguments'])),
      'arguments that are no object',
    ),
    ...when(
      messages.some(
        (message) =>
          Array.isArray(message['images']) && message['images'].some((image) => text(image).startsWith('data:')),
      ),
      'an image that is no bare base64',
    ),
    ...when(!same(called, given), `calls ${called.join()} have results ${given.join()}`),
  ]
}

export const HARD_RULES = { openai, compatible, mistral, anthropic, bedrock, gemini, cohere, ollama } as const

/** Half of a surrogate pair: some hosts answer 400 (23). */
export function loneSurrogates(json: string): boolean {
  let found = false
  JSON.parse(json, (key: string, value: unknown) => {
    found ||= !key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())
    return value
  })
  return found
}
