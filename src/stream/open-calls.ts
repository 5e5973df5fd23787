/** One fragment of a tool call, as a vendor sends it. */
export interface ToolCallFragment {
  index?: number | undefined
  id?: string | null | undefined
  name?: string | null | undefined
  /** JSON text, or already an object where the vendor sends one. */
  arguments?: unknown
}

export interface OpenCall {
  index: number
  vendorIndex: number | undefined
  vendorId: string | undefined
  /** Set once its first chunk is out, which needs the name. */
  started: boolean
  /** Arguments that came before the name. */
  held: string
  hasArguments: boolean
}

/** The calls under one id: one, or several with an index of their own. */
interface SameId {
  latest: OpenCall
  byIndex: Map<number | undefined, OpenCall>
}

/** The tool calls of one choice, found without a walk over all of them: an answer may hold thousands. */
export class OpenCalls {
  readonly all: OpenCall[] = []
  #started = 0
  readonly #startedIds = new Set<string>()
  readonly #byId = new Map<string, SameId>()
  readonly #byIndex = new Map<number | undefined, OpenCall>()
  readonly #withoutId = new Map<number | undefined, OpenCall>()

  get hasStarted(): boolean {
    return this.#started > 0
  }

  /**
   * A fragment belongs to the call with its id, else with its index, else to the latest: vendors leave out the
   * index, send it always as 0 with distinct ids, send the id only once or as `""` (quirks.md 11).
   */
  callOf(fragment: ToolCallFragment): OpenCall {
    return this.#find(fragment) ?? this.add(fragment)
  }

  add(fragment: ToolCallFragment): OpenCall {
    const call: OpenCall = {
      index: -1,
      vendorIndex: fragment.index,
      vendorId: vendorId(fragment),
      started: false,
      held: '',
      hasArguments: false,
    }
    this.all.push(call)
    this.#byIndex.set(call.vendorIndex, call)
    if (call.vendorId === undefined) this.#withoutId.set(call.vendorIndex, call)
    else this.#name(call, call.vendorId)
    return call
  }

  /** Gives the call its place; the vendor's id, unless there is none or an earlier call has it. */
  start(call: OpenCall): string | undefined {
    call.started = true
    call.index = this.#started++
    const id = call.vendorId
    if (id === undefined || this.#startedIds.has(id)) return undefined
    this.#startedIds.add(id)
    return id
  }

  #find(fragment: ToolCallFragment): OpenCall | undefined {
    const id = vendorId(fragment)
    if (id !== undefined) {
      const same = this.#byId.get(id)
      const latest = same?.byIndex.get(fragment.index) ?? same?.latest
      if (latest) return isOther(latest, fragment) ? undefined : latest
      const waiting = this.#withoutId.get(fragment.index)
      if (waiting && !waiting.started) {
        this.#withoutId.delete(fragment.index)
        this.#name(waiting, id)
      }
      return waiting
    }
    if (fragment.index === undefined) return fragment.name ? undefined : this.all.at(-1)
    return this.#byIndex.get(fragment.index)
  }

  #name(call: OpenCall, id: string): void {
    call.vendorId = id
    const same = this.#byId.get(id)
    if (same) {
      same.latest = call
      if (!same.byIndex.has(call.vendorIndex)) same.byIndex.set(call.vendorIndex, call)
    } else this.#byId.set(id, { latest: call, byIndex: new Map([[call.vendorIndex, call]]) })
  }
}

function vendorId(fragment: ToolCallFragment): string | undefined {
  return fragment.id && fragment.id !== 'null' ? fragment.id : undefined
}

/** Two calls under one id: the second has an index and a name of its own (quirks.md 144). */
function isOther(call: OpenCall, { index, name }: ToolCallFragment): boolean {
  return Boolean(name) && call.started && index !== undefined && index !== call.vendorIndex
}
