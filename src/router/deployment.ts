import type { ModelInfo } from '../contract/prices.js'
import type { DeploymentConfig, DeploymentView } from '../contract/router.js'
import { Breaker, type CooldownOptions } from './breaker.js'
import { LatencyWindow } from './latency.js'
import type { Limited, LimitMemo, RouterState } from './state.js'

/** How long what is known of a model is taken as it is: tables can be registered at any time. */
const INFO_MS = 1_000

/** One deployment and all that is known of its health. A strategy reads it as it stands; nothing is copied per call. */
export class Deployment implements DeploymentView, Limited {
  readonly group: string
  readonly model: string
  readonly weight: number
  readonly order: number
  readonly region: string | undefined
  readonly tags: readonly string[]
  readonly rpm: number | undefined
  readonly tpm: number | undefined
  readonly maxParallel: number | undefined
  /** Whether it has any of these limits. */
  readonly limited: boolean
  /** `'provider/model'` of what it really is. */
  readonly fullModel: string
  readonly breaker: Breaker
  readonly latency = new LatencyWindow()
  readonly memo: LimitMemo = { owner: undefined, kept: undefined }
  inFlight = 0
  /** Unix ms until which the vendor said that it is empty. */
  restUntil = 0
  /** Why it is out, in the words of its last failure's name. */
  lastError: string | undefined
  #info: ModelInfo | undefined
  #infoAt = Number.NEGATIVE_INFINITY

  constructor(
    readonly config: DeploymentConfig,
    /** Unique in the router. */
    readonly id: string,
    /** Deployments made from one wildcard share its limits. */
    readonly limitKey: string,
    names: { group: string; model: string },
    readonly state: RouterState,
    cooldown: CooldownOptions,
    private readonly findInfo: (model: string) => ModelInfo | undefined,
  ) {
    this.group = names.group
    this.model = names.model
    this.weight = config.weight ?? 1
    this.order = config.order ?? 0
    this.region = config.region
    this.tags = config.tags ?? []
    this.rpm = config.rpm
    this.tpm = config.tpm
    this.maxParallel = config.maxParallel
    this.limited = config.rpm !== undefined || config.tpm !== undefined || config.maxParallel !== undefined
    this.fullModel = config.baseModel ?? names.model
    this.breaker = new Breaker(cooldown)
  }

  get used(): number {
    return this.state.used(this, Date.now())
  }

  get firstTokenMs(): number | undefined {
    return this.latency.firstTokenMs(Date.now()) ?? this.state.latency(this.id)?.firstTokenMs
  }

  get perTokenMs(): number | undefined {
    return this.latency.perTokenMs(Date.now()) ?? this.state.latency(this.id)?.perTokenMs
  }

  get samples(): number {
    return this.latency.samples(Date.now())
  }

  get failureRate(): number {
    return this.breaker.failureRate(Date.now())
  }

  /** The model's own name, without its provider: deployments that share it answer alike. */
  get modelName(): string {
    return this.fullModel.slice(this.fullModel.indexOf('/') + 1)
  }

  /** Limits, abilities and prices of what it really is; undefined where nobody knows. */
  info(now: number): ModelInfo | undefined {
    if (now - this.#infoAt >= INFO_MS || now < this.#infoAt) {
      this.#info = this.findInfo(this.fullModel)
      this.#infoAt = now
    }
    return this.#info
  }

  /** Unix ms until which it is out, by our own count, the vendor's word or other processes'. */
  downUntil(): number {
    return Math.max(this.breaker.openUntil, this.restUntil, this.state.downUntil(this.id))
  }
}
