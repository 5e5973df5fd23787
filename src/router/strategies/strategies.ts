import { BadRequestError } from '../../contract/errors.js'
import type {
  ComparisonOptions,
  LatencyOptions,
  Strategy,
  StrategyName,
  StrategyOption,
} from '../../contract/router.js'
import { createLeastBusy } from './least-busy.js'
import { createLowestCost } from './lowest-cost.js'
import { createLowestLatency } from './lowest-latency.js'
import { createLowestUsage } from './lowest-usage.js'
import { createShuffle } from './shuffle.js'

interface Settings extends ComparisonOptions, LatencyOptions {
  name: StrategyName
}

const FACTORIES: Readonly<Record<StrategyName, (settings: Settings) => Strategy>> = {
  shuffle: createShuffle,
  'least-busy': createLeastBusy,
  'lowest-latency': createLowestLatency,
  'lowest-cost': createLowestCost,
  'lowest-usage': createLowestUsage,
}

/**
 * The strategy that an option means; a function is taken as it is. What a strategy remembers is its own: one for each
 * router.
 * @throws BadRequestError where the name or a setting is not one
 */
export function createStrategy(option: StrategyOption = 'shuffle'): Strategy {
  if (typeof option === 'function') return option
  const settings: Settings = typeof option === 'string' ? { name: option } : option
  if (typeof settings !== 'object' || settings === null || !Object.hasOwn(FACTORIES, settings.name))
    throw refusal('strategy', `${Object.keys(FACTORIES).join(', ')} or a function`)
  checkSettings(settings)
  return FACTORIES[settings.name](settings)
}

function checkSettings({ choices, buffer, explore }: Settings): void {
  if (choices !== undefined && !(Number.isInteger(choices) && choices > 0))
    throw refusal('strategy.choices', 'a whole number above 0')
  if (buffer !== undefined && !(buffer >= 0)) throw refusal('strategy.buffer', 'a number of 0 or more')
  if (explore !== undefined && !(explore >= 0 && explore <= 1))
    throw refusal('strategy.explore', 'a number from 0 to 1')
}

function refusal(param: string, expected: string): BadRequestError {
  return new BadRequestError(`${param}: expected ${expected}.`, { param })
}
