import { isRecord } from '../contract/is-record.js'
import { checkParts } from './check-parts.js'
import { wrongField, wrongWord } from './field-error.js'

export function checkMessages(messages: unknown): void {
  if (!Array.isArray(messages) || messages.length === 0) throw wrongField('messages', 'a non-empty array', messages)
  for (let at = 0; at < messages.length; at++) {
    const message: unknown = messages[at]
    if (!isRecord(message)) throw wrongField(`messages[${at}]`, 'an object', message)
    checkMessage(message, at)
    const { name } = message
    if (name !== undefined && name !== null && typeof name !== 'string')
      throw wrongField(`messages[${at}].name`, 'a string', name)
  }
}

function checkMessage(message: Record<string, unknown>, at: number): void {
  const { role, content } = message
  switch (role) {
    case 'system':
    case 'developer':
    case 'user':
      checkContent(content, at, role)
      break
    case 'assistant':
      checkAssistant(message, at)
      break
    case 'tool':
      checkFilled(message['tool_call_id'], at, 'tool_call_id')
      checkContent(content, at, role)
      break
    case 'function':
      checkFilled(message['name'], at, 'name')
      checkText(content, at, 'content')
      break
    default:
      throw wrongWord(`messages[${at}].role`, '"system", "developer", "user", "assistant", "tool" or "function"', role)
  }
}

function checkFilled(text: unknown, at: number, field: string): void {
  if (typeof text !== 'string' || text === '') throw wrongField(`messages[${at}].${field}`, 'a non-empty string', text)
}

function checkContent(content: unknown, at: number, role: string): void {
  if (typeof content === 'string') return
  if (!Array.isArray(content)) throw wrongField(`messages[${at}].content`, 'a string or an array of parts', content)
  checkParts(content, at, role)
}

/** A turn without text and calls is valid: it is what an aborted answer leaves, and the history drops it. */
function checkAssistant(message: Record<string, unknown>, at: number): void {
  const { content, tool_calls: calls, thinking_blocks: blocks, audio } = message
  if (content !== undefined && content !== null) checkContent(content, at, 'assistant')
  if (calls !== undefined && calls !== null) checkToolCalls(calls, at)
  checkText(message['refusal'], at, 'refusal')
  checkText(message['reasoning_content'], at, 'reasoning_content')
  if (blocks !== undefined && blocks !== null) checkThinkingBlocks(blocks, at)
  if (audio === undefined || audio === null) return
  if (!isRecord(audio)) throw wrongField(`messages[${at}].audio`, 'an object', audio)
  if (typeof audio['id'] !== 'string') throw wrongField(`messages[${at}].audio.id`, 'a string', audio['id'])
}

function checkText(text: unknown, at: number, field: string): void {
  if (text !== undefined && text !== null && typeof text !== 'string')
    throw wrongField(`messages[${at}].${field}`, 'a string', text)
}

function checkToolCalls(calls: unknown, at: number): void {
  if (!Array.isArray(calls)) throw wrongField(`messages[${at}].tool_calls`, 'an array', calls)
  for (let index = 0; index < calls.length; index++) {
    const call: unknown = calls[index]
    if (!isRecord(call)) throw wrongField(`messages[${at}].tool_calls[${index}]`, 'an object', call)
    if (typeof call['id'] !== 'string' || call['id'] === '')
      throw wrongField(`messages[${at}].tool_calls[${index}].id`, 'a non-empty string', call['id'])
    // Many clients leave out the type of a function call.
    if (call['type'] === 'custom') checkCall(call['custom'], 'custom', 'input', at, index)
    else checkCall(call['function'], 'function', 'arguments', at, index)
  }
}

function checkCall(call: unknown, kind: string, input: string, at: number, index: number): void {
  if (!isRecord(call)) throw wrongField(`messages[${at}].tool_calls[${index}].${kind}`, 'an object', call)
  if (typeof call['name'] !== 'string' || call['name'] === '')
    throw wrongField(`messages[${at}].tool_calls[${index}].${kind}.name`, 'a non-empty string', call['name'])
  if (typeof call[input] !== 'string')
    throw wrongField(`messages[${at}].tool_calls[${index}].${kind}.${input}`, 'a string', call[input])
}

function checkThinkingBlocks(blocks: unknown, at: number): void {
  if (!Array.isArray(blocks)) throw wrongField(`messages[${at}].thinking_blocks`, 'an array', blocks)
  for (let index = 0; index < blocks.length; index++) {
    const block: unknown = blocks[index]
    if (!isRecord(block)) throw wrongField(`messages[${at}].thinking_blocks[${index}]`, 'an object', block)
    if (block['type'] !== 'thinking' && block['type'] !== 'redacted_thinking')
      throw wrongWord(
        `messages[${at}].thinking_blocks[${index}].type`,
        '"thinking" or "redacted_thinking"',
        block['type'],
      )
  }
}
