import type { Runtime } from './call/runtime.js'
import type { Cost } from './contract/call.js'
import type { Ability, ModelInfo } from './contract/prices.js'
import { checkModel } from './cost/check-question.js'
import {
  completionCost,
  costPerToken,
  type PricedReply,
  type PriceSource,
  type TokenPriceQuestion,
} from './cost/completion-cost.js'
import { modelTables, type RegisterModels } from './cost/model-tables.js'
import { runHooks } from './hooks/run-hooks.js'
import { parseModel, splitModel } from './registry.js'

/** What a relay knows of models. */
export interface ModelFunctions {
  /** What is known of a model: prices, limits, abilities; undefined where nothing is. */
  readonly getModelInfo: (model: string) => ModelInfo | undefined
  /** Whether a model is known to have an ability; false where that is not known. */
  readonly supports: (model: string, ability: Ability) => boolean
  /** Body parameters that the model's provider takes, beyond `model`, `messages` and `stream`. Loads the provider. */
  readonly supportedParams: (model: string) => Promise<readonly string[]>
  /** What an answer cost: one of ours, or any of OpenAI's shape. Undefined where its price is not known. */
  readonly completionCost: (reply: PricedReply) => Cost | undefined
  /** What so many tokens cost; without counts, one of the prompt and one of the answer. */
  readonly costPerToken: (question: TokenPriceQuestion) => Cost | undefined
  /** Adds models and their prices, in front of the built-in ones. */
  readonly registerModels: RegisterModels
}

export function modelFunctions({ registry, prices: { book }, settings, hooks, report }: Runtime): ModelFunctions {
  const getModelInfo = (name: string): ModelInfo | undefined => {
    checkModel(name)
    const parts = splitModel(name)
    return parts && book.find(parts.prefix, parts.model)?.info
  }
  const source: PriceSource = { book, parse: splitModel }
  return {
    getModelInfo,
    supports: (model, ability) => getModelInfo(model)?.abilities?.[ability] === true,
    supportedParams: async (name) => {
      checkModel(name)
      const { prefix, model } = parseModel(name)
      const provider = await registry.get(prefix)
      return provider.params(model, settings.get(prefix) ?? settings.get(provider.id))
    },
    completionCost: (reply) => completionCost(reply, source),
    costPerToken: (question) => costPerToken(question, source),
    registerModels: modelTables(book, fullName, (event) => runHooks(hooks, 'onPrices', event, report)),
  }
}

/** `'provider/model'`, where it is known who makes a model of this name. */
export function fullName(name: string): string | undefined {
  const parts = splitModel(name)
  return parts && `${parts.prefix}/${parts.model}`
}
