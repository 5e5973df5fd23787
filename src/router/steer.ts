import { BudgetExceededError } from '../contract/errors.js'
import type { Budget } from './budget.js'
import { budgetShareOf, type DegradeRule } from './degrade.js'
import type { CallFacts } from './facts.js'
import type { Group } from './group.js'
import { answersTo, ruleOf } from './rule-of.js'
import { ruleFor, type SplitRules } from './split.js'

/** Chooses a name by what is asked; undefined: the one that the caller gave. */
export type Classify = (facts: CallFacts, name: string) => string | undefined | Promise<string | undefined>

export interface SteeringOptions {
  readonly classify: Classify | undefined
  readonly split: SplitRules
  readonly degrade: readonly DegradeRule[]
  readonly budget: Budget | undefined
  readonly random: () => number
  readonly group: (name: string) => Group
  /** A classification that threw. */
  readonly onFailure: (error: unknown) => void
}

/** Which name a call goes to in the end, and under which conditions. */
export interface Steered {
  readonly name: string
  readonly facts: CallFacts
  /** It is not what the caller asked for, but what load or spending leaves. */
  readonly degraded?: boolean
}

/** A deployment that uses more of its limits is as good as full. */
const BUSY_SHARE = 0.9

/** What changes the name of a call before a deployment is chosen: the user's classification, load, spending, experiments. */
export class Steering {
  readonly #degrade: ReadonlyArray<DegradeRule & { budgetShare: number | undefined }>

  constructor(private readonly options: SteeringOptions) {
    this.#degrade = options.degrade.map((rule, at) => ({ ...rule, budgetShare: budgetShareOf(rule, `degrade[${at}]`) }))
  }

  /** @throws BudgetExceededError where everything is spent and no rule leads elsewhere */
  steer(name: string, facts: CallFacts): Steered | Promise<Steered> {
    const classified = this.#classify(name, facts)
    if (!(classified instanceof Promise)) return this.#steer(classified ?? name, facts)
    return classified.catch(this.options.onFailure).then((given) => this.#steer(given ?? name, facts))
  }

  /** What throws chooses nothing: the call goes where the caller said. */
  #classify(name: string, facts: CallFacts): ReturnType<Classify> {
    try {
      return this.options.classify?.(facts, name)
    } catch (error) {
      this.options.onFailure(error)
      return undefined
    }
  }

  #steer(name: string, facts: CallFacts): Steered {
    const now = Date.now()
    const degraded = this.#degraded(name, facts, now)
    if (degraded === undefined) this.#checkBudget(now)
    const asked = degraded ?? name
    const rules = ruleOf(this.options.split, asked, this.options.group)
    const rule = rules && ruleFor(rules, asked, facts.user, this.options.random)
    if (!rule) return { name: asked, facts, degraded: degraded !== undefined }
    const tagged = rule.tags ? { ...facts, tags: [...facts.tags, ...rule.tags] } : facts
    return { name: rule.to ?? asked, facts: tagged, degraded: degraded !== undefined }
  }

  #degraded(name: string, { priority }: CallFacts, now: number): string | undefined {
    for (const rule of this.#degrade) {
      if (priority > (rule.maxPriority ?? 0) || !answersTo(rule.name, name, this.options.group)) continue
      const { budgetShare } = rule
      const holds =
        budgetShare === undefined
          ? this.#isBusy(this.options.group(name))
          : (this.options.budget?.share(now) ?? 0) > budgetShare
      if (holds) return rule.to
    }
    return undefined
  }

  #isBusy({ queue, deployments }: Group): boolean {
    return queue.length > 0 || deployments.every(({ used }) => used > BUSY_SHARE)
  }

  #checkBudget(now: number): void {
    const { budget } = this.options
    if (budget === undefined || budget.share(now) < 1) return
    throw new BudgetExceededError('The budget of the router is spent.', {
      retryAfterMs: Math.max(0, Math.ceil(budget.leftAt(now) - now)),
    })
  }
}
