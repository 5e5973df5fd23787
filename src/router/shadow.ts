import type { CallOptions, Cost } from '../contract/call.js'
import type { ChatRequest } from '../contract/chat.js'
import type { AnyRequest } from '../contract/hooks.js'
import type { Group } from './group.js'
import { ruleOf } from './rule-of.js'

/** A copy of a name's calls to another one; its answers are ignored, their cost is told by the event `shadow`. */
export interface ShadowRule {
  to: string
  /** 0 to 1. Default 1: all calls. */
  share?: number
  /** Copies under way at the same time; above it calls are not copied. Default 10. */
  maxParallel?: number
}

export type ShadowRules = Readonly<Record<string, ShadowRule>>

/** How a copy ended. */
export interface ShadowResult {
  /** `meta.id` of the call that was copied. */
  id: string
  group: string
  to: string
  deployment?: string | undefined
  ms: number
  cost?: Cost | undefined
  error?: unknown
}

export interface ShadowTools {
  readonly random: () => number
  readonly group: (name: string) => Group | undefined
  readonly call: (body: ChatRequest, options: CallOptions) => Promise<{ meta: { deployment?: string; cost?: Cost } }>
  readonly tell: (result: ShadowResult) => void
}

/** Copies wait behind everything else. */
const PRIORITY = Number.MIN_SAFE_INTEGER
/** What marks a copy, so that it is not copied again. */
const MARK = 'modelrelay_shadow_of'
const MAX_PARALLEL = 10

/** Copies chat calls beside their own way: nothing waits for a copy, and none harms its call. */
export class Shadows {
  readonly #running = new Map<string, number>()

  constructor(
    private readonly rules: ShadowRules,
    private readonly tools: ShadowTools,
  ) {}

  copy(id: string, request: AnyRequest, options: CallOptions): void {
    if (!('messages' in request) || options.metadata?.[MARK] !== undefined) return
    const group = request.model
    const rule = ruleOf(this.rules, group, this.tools.group)
    if (!rule) return
    const running = this.#running.get(group) ?? 0
    if (running >= (rule.maxParallel ?? MAX_PARALLEL) || this.tools.random() >= (rule.share ?? 1)) return
    this.#running.set(group, running + 1)
    void this.#run(id, request, rule, options).finally(() => {
      const left = (this.#running.get(group) ?? 1) - 1
      if (left > 0) this.#running.set(group, left)
      else this.#running.delete(group)
    })
  }

  async #run(id: string, request: ChatRequest, { to }: ShadowRule, options: CallOptions): Promise<void> {
    const startedAt = performance.now()
    const { tags, user, region, timeout, metadata, dropParams, mock } = options
    const known = { id, group: request.model, to }
    const { stream: _, stream_options: __, ...body } = request
    const copied: CallOptions = {
      metadata: { ...metadata, [MARK]: id },
      cache: false,
      maxRetries: 0,
      priority: PRIORITY,
    }
    if (tags) copied.tags = tags
    if (user !== undefined) copied.user = user
    if (region !== undefined) copied.region = region
    if (timeout !== undefined) copied.timeout = timeout
    if (dropParams !== undefined) copied.dropParams = dropParams
    if (mock !== undefined) copied.mock = mock // a call that is to send nothing sends no copy either
    try {
      const { meta } = await this.tools.call({ ...body, model: to }, copied)
      const { deployment, cost } = meta
      this.tools.tell({ ...known, deployment, cost, ms: performance.now() - startedAt })
    } catch (error) {
      this.tools.tell({ ...known, error, ms: performance.now() - startedAt })
    }
  }
}
