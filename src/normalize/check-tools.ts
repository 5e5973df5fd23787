import { BadRequestError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'
import { wrongField, wrongWord } from './field-error.js'

export function checkTools(tools: unknown): void {
  if (!Array.isArray(tools)) throw wrongField('tools', 'an array', tools)
  for (let at = 0; at < tools.length; at++) {
    const tool: unknown = tools[at]
    if (!isRecord(tool)) throw wrongField(`tools[${at}]`, 'an object', tool)
    // A tool that the vendor runs, in the form of a vendor whose tools have no type: `{ googleSearch: {} }`.
    if (isUntyped(tool)) continue
    if (typeof tool['type'] !== 'string') throw wrongField(`tools[${at}].type`, 'a string', tool['type'])
    // Any other type is a tool that the vendor runs, in the vendor's own form.
    if (tool['type'] === 'function') checkFunction(tool['function'], 'tools', at, '.function')
    else if (tool['type'] === 'custom') checkCustom(tool['custom'], at)
  }
}

function isUntyped({ type, function: definition, ...settings }: Record<string, unknown>): boolean {
  if (type !== undefined || definition !== undefined) return false
  const values = Object.values(settings)
  return values.length > 0 && values.every((value) => typeof value === 'object' && value !== null)
}

/** OpenAI's older form of tools. */
export function checkFunctions(functions: unknown): void {
  if (!Array.isArray(functions)) throw wrongField('functions', 'an array', functions)
  for (let at = 0; at < functions.length; at++) checkFunction(functions[at], 'functions', at, '')
}

function checkFunction(definition: unknown, list: string, at: number, inner: string): void {
  if (!isRecord(definition)) throw wrongField(`${list}[${at}]${inner}`, 'an object', definition)
  const { name, description, parameters, strict } = definition
  if (typeof name !== 'string' || name === '')
    throw wrongField(`${list}[${at}]${inner}.name`, 'a non-empty string', name)
  if (description !== undefined && description !== null && typeof description !== 'string')
    throw wrongField(`${list}[${at}]${inner}.description`, 'a string', description)
  if (parameters !== undefined && parameters !== null && !isRecord(parameters))
    throw wrongField(`${list}[${at}]${inner}.parameters`, 'a JSON Schema object', parameters)
  if (strict !== undefined && strict !== null && typeof strict !== 'boolean')
    throw wrongField(`${list}[${at}]${inner}.strict`, 'a boolean', strict)
}

function checkCustom(definition: unknown, at: number): void {
  if (!isRecord(definition)) throw wrongField(`tools[${at}].custom`, 'an object', definition)
  if (typeof definition['name'] !== 'string' || definition['name'] === '')
    throw wrongField(`tools[${at}].custom.name`, 'a non-empty string', definition['name'])
}

export function checkToolChoice(choice: unknown, tools: unknown): void {
  if (typeof choice === 'string') {
    if (choice !== 'none' && choice !== 'auto' && choice !== 'required')
      throw wrongWord('tool_choice', '"none", "auto", "required" or an object', choice)
    return
  }
  if (!isRecord(choice)) throw wrongField('tool_choice', '"none", "auto", "required" or an object', choice)
  const { type } = choice
  if (typeof type !== 'string') throw wrongField('tool_choice.type', 'a string', type)
  if (type === 'function' || type === 'custom') checkNamedTool(choice[type], type, tools)
  else if (type === 'allowed_tools') checkAllowedTools(choice['allowed_tools'])
}

function checkNamedTool(named: unknown, type: 'function' | 'custom', tools: unknown): void {
  const path = `tool_choice.${type}`
  if (!isRecord(named)) throw wrongField(path, 'an object', named)
  const { name } = named
  if (typeof name !== 'string' || name === '') throw wrongField(`${path}.name`, 'a non-empty string', name)
  if (Array.isArray(tools) && tools.some((tool: unknown) => nameOf(tool, type) === name)) return
  throw new BadRequestError(`${path}.name: no ${type} of that name is in tools: ${JSON.stringify(name)}`, {
    param: `${path}.name`,
  })
}

function nameOf(tool: unknown, type: 'function' | 'custom'): unknown {
  const definition = isRecord(tool) && tool['type'] === type ? tool[type] : undefined
  return isRecord(definition) ? definition['name'] : undefined
}

function checkAllowedTools(allowed: unknown): void {
  if (!isRecord(allowed)) throw wrongField('tool_choice.allowed_tools', 'an object', allowed)
  const { mode, tools } = allowed
  if (mode !== 'auto' && mode !== 'required')
    throw wrongWord('tool_choice.allowed_tools.mode', '"auto" or "required"', mode)
  if (!Array.isArray(tools)) throw wrongField('tool_choice.allowed_tools.tools', 'an array', tools)
}
