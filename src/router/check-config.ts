import { BadRequestError } from '../contract/errors.js'
import type { DeploymentConfig } from '../contract/router.js'
import type { RoutingConfig } from './config.js'
import { budgetShareOf } from './degrade.js'

type Answers = (name: string) => boolean

/** @throws BadRequestError whose message begins with the option at fault */
export function checkRouterConfig(config: RoutingConfig): void {
  const { models, aliases = {}, retries = {}, cooldown = {} } = config
  if (!Array.isArray(models) || models.length === 0) refuse('models', 'expected a list of one deployment or more')
  models.forEach(checkDeployment)
  const ids = models.flatMap(({ id }) => id ?? [])
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) refuse('models', `two deployments have the id ${JSON.stringify(twice)}`)
  const names = new Set(models.map(({ name }) => name))
  const answers = (name: string) =>
    names.has(name) ||
    Object.hasOwn(aliases, name) ||
    [...names].some((one) => one.endsWith('*') && name.startsWith(one.slice(0, -1)))
  for (const [alias, name] of Object.entries(aliases)) {
    if (names.has(alias)) refuse(`aliases.${alias}`, 'there is a deployment of this name')
    if (Object.hasOwn(aliases, name) || !answers(name))
      refuse(`aliases.${alias}`, `no deployment has the name ${JSON.stringify(name)}`)
  }
  for (const list of ['fallbacks', 'contextWindowFallbacks', 'contentPolicyFallbacks'] as const)
    for (const [name, fallbacks] of Object.entries(config[list] ?? {})) {
      if (!answers(name)) refuse(`${list}.${name}`, 'no deployment has this name')
      checkNames(`${list}.${name}`, fallbacks, answers)
    }
  checkNames('defaultFallbacks', config.defaultFallbacks ?? [], answers)
  count('retries.max', retries.max)
  for (const [name, max] of Object.entries(retries.byError ?? {})) count(`retries.byError.${name}`, max)
  count('retries.maxAttempts', retries.maxAttempts, 1)
  amount('retries.ratio', retries.ratio)
  count('retries.floor', retries.floor)
  count('cooldown.failures', cooldown.failures, 1)
  for (const field of ['ms', 'maxMs', 'refusedMs', 'failureRate'] as const) amount(`cooldown.${field}`, cooldown[field])
  count('maxQueue', config.maxQueue)
  amount('maxWaitMs', config.maxWaitMs)
  amount('hedge.afterMs', config.hedge?.afterMs)
  amount('budget.usd', config.budget?.usd)
  oneOf('whenUnavailable', config.whenUnavailable, ['wait', 'fail'])
  oneOf('onStreamError', config.onStreamError, ['error', 'continue'])
  checkSteering(config, answers)
}

function checkSteering({ split = {}, shadow = {}, degrade = [], budget }: RoutingConfig, answers: Answers): void {
  for (const [name, rules] of Object.entries(split)) {
    let sum = 0
    rules.forEach(({ percent, to, tags }, at) => {
      const path = `split.${name}[${at}]`
      amount(`${path}.percent`, percent)
      sum += percent
      if ((to === undefined) === (tags === undefined)) refuse(path, 'expected either "to" or "tags"')
      if (to !== undefined && !answers(to)) refuse(`${path}.to`, `no deployment has the name ${JSON.stringify(to)}`)
    })
    if (!answers(name)) refuse(`split.${name}`, 'no deployment has this name')
    if (sum > 100) refuse(`split.${name}`, `the parts are ${sum} percent together`)
  }
  for (const [name, { to, share }] of Object.entries(shadow)) {
    if (!answers(name)) refuse(`shadow.${name}`, 'no deployment has this name')
    checkNames(`shadow.${name}.to`, [to], answers)
    amount(`shadow.${name}.share`, share)
  }
  degrade.forEach((rule, at) => {
    if (!answers(rule.name)) refuse(`degrade[${at}].name`, `no deployment has the name ${JSON.stringify(rule.name)}`)
    checkNames(`degrade[${at}].to`, [rule.to], answers)
    if (budgetShareOf(rule, `degrade[${at}]`) !== undefined && !budget)
      refuse(`degrade[${at}].when`, 'there is no budget')
  })
}

function checkDeployment(deployment: DeploymentConfig, at: number): void {
  const path = `models[${at}]`
  if (typeof deployment !== 'object' || deployment === null) refuse(path, 'expected { name, model, ...options }')
  const { name, model, tags, region } = deployment
  if (typeof name !== 'string' || name === '') refuse(`${path}.name`, 'expected a string')
  if (name.slice(0, -1).includes('*')) refuse(`${path}.name`, 'a * may only be the last character')
  if (typeof model !== 'string' || !model.includes('/')) refuse(`${path}.model`, 'expected "provider/model"')
  if (model.includes('*') && !name.endsWith('*')) refuse(`${path}.model`, 'a * needs a name that ends in *')
  for (const field of ['rpm', 'tpm', 'maxParallel'] as const) {
    const limit = deployment[field]
    if (limit !== undefined && !(typeof limit === 'number' && limit > 0))
      refuse(`${path}.${field}`, 'expected a number above 0')
  }
  amount(`${path}.weight`, deployment.weight)
  if (deployment.order !== undefined && !Number.isInteger(deployment.order))
    refuse(`${path}.order`, 'expected a whole number')
  if (region !== undefined && typeof region !== 'string') refuse(`${path}.region`, 'expected a string')
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')))
    refuse(`${path}.tags`, 'expected a list of strings')
}

function checkNames(path: string, names: readonly string[], answers: Answers): void {
  if (!Array.isArray(names)) refuse(path, 'expected a list of names')
  names.forEach((name, at) => {
    if (name.endsWith('*')) refuse(`${path}[${at}]`, 'expected one name, not all that begin so')
    if (!answers(name)) refuse(`${path}[${at}]`, `no deployment has the name ${JSON.stringify(name)}`)
  })
}

function count(path: string, value: number | undefined, least = 0): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least))
    refuse(path, `expected a whole number of ${least} or more`)
}

function amount(path: string, value: number | undefined): void {
  if (value !== undefined && !(typeof value === 'number' && value >= 0 && Number.isFinite(value)))
    refuse(path, 'expected a number of 0 or more')
}

function oneOf(path: string, value: string | undefined, values: readonly string[]): void {
  if (value !== undefined && !values.includes(value)) refuse(path, `expected ${values.join(' or ')}`)
}

function refuse(param: string, why: string): never {
  throw new BadRequestError(`${param}: ${why}.`, { param })
}
