import type { ChunkBuilder, Logprobs } from '../../../src/provider.js'
import { callIdOf, type Item, isCall, isCommentary, PARAGRAPH, recordsOf, textOf } from './items.js'

/** An output item while it grows. */
export interface OpenItem {
  readonly index: number
  /** As it was last seen whole. */
  item: Item
  /** What of each part has been sent. */
  readonly sent: Map<string, string>
  /** Whether its summary or its content is shown, whichever came first. */
  shown: 'summary' | 'content' | undefined
  readonly annotations: Map<number, Item[]>
  /** Commentary waits until it is known what follows it. */
  held: boolean
  done: boolean
}

/** The items of a stream by their `output_index`: their ids differ between events at some hosts (60). */
export class OutputStream {
  readonly #items = new Map<number, OpenItem>()
  readonly #commentary: string[] = []
  #lastHeld: OpenItem | undefined
  #reasoned = false
  #lastReasoning = ''
  called = false

  constructor(private readonly builder: ChunkBuilder) {}

  /** The item of an event; made if this is the first sight of it. */
  at(event: Item, type: string | undefined): OpenItem | undefined {
    const known = this.#find(event)
    if (known || type === undefined) return known
    return this.#open(this.#indexOf(event), { type, id: event['item_id'] })
  }

  /** An item announced or complete. What its events did not say yet is said (60). */
  item(event: Item, item: Item, done: boolean): void {
    let open = this.#find(event)
    if (open === undefined) open = this.#open(this.#indexOf(event), item)
    else open.item = item
    open.done ||= done
    this.#say(open)
  }

  text(open: OpenItem, part: unknown, delta: string, logprobs: Logprobs | null = null): void {
    this.#record(open, `text ${indexOf(part)}`, delta)
    if (!open.held) {
      this.builder.text(delta, 0, logprobs)
      return
    }
    if (delta === '') return
    if (this.#lastHeld === open) this.#commentary.push((this.#commentary.pop() ?? '') + delta)
    else this.#commentary.push(delta)
    this.#lastHeld = open
  }

  refusal(open: OpenItem, part: unknown, delta: string): void {
    this.#record(open, `refusal ${indexOf(part)}`, delta)
    if (!open.held) this.builder.refusal(delta)
  }

  reasoning(open: OpenItem, from: 'summary' | 'content', part: unknown, delta: string): void {
    if (delta === '') return
    open.shown ??= from
    if (open.shown !== from) return
    const key = `${from} ${indexOf(part)}`
    this.#record(open, key, delta)
    this.#paragraph(`${open.index} ${key}`, delta)
  }

  arguments(open: OpenItem, delta: string): void {
    this.#record(open, 'arguments', delta)
    this.builder.toolCall({ index: open.index, arguments: delta })
  }

  /** The whole arguments: what the deltas left out is added. */
  wholeArguments(open: OpenItem, whole: string): void {
    this.arguments(open, missing(open, 'arguments', whole))
  }

  annotation(open: OpenItem, part: unknown, annotation: Item): void {
    const index = indexOf(part)
    open.annotations.set(index, [...(open.annotations.get(index) ?? []), annotation])
  }

  /**
   * The stream has ended: what is missing is said, and the items as they are in the end. Some hosts leave them out of
   * the last event, or leave something out of an item there or before (66).
   */
  settle(output: readonly Item[]): Item[] {
    output.forEach((item, index) => {
      const open = this.#items.get(index) ?? this.#open(index, item)
      if (open.item['type'] !== item['type']) return
      open.item = merged(open.item, item)
      open.done = true
      this.#say(open)
    })
    this.release()
    const all = [...this.#items.values()].sort((a, b) => a.index - b.index)
    return all.map(withAnnotations)
  }

  /** Nothing will follow the commentary that was held back: it is the content. */
  release(): void {
    this.builder.text(this.#commentary.splice(0).join(PARAGRAPH))
  }

  #find(event: Item): OpenItem | undefined {
    const { output_index, item_id } = event
    if (typeof output_index === 'number') return this.#items.get(output_index)
    for (const open of this.#items.values()) if (item_id !== undefined && open.item['id'] === item_id) return open
    return undefined
  }

  #indexOf({ output_index }: Item): number {
    return typeof output_index === 'number' ? output_index : Math.max(-1, ...this.#items.keys()) + 1
  }

  #open(index: number, item: Item): OpenItem {
    const held = isCommentary(item) && !this.called
    const open: OpenItem = {
      index,
      item,
      sent: new Map(),
      shown: undefined,
      annotations: new Map(),
      held,
      done: false,
    }
    this.#items.set(index, open)
    // An answer makes what was said before it part of the way there; calls leave it the content (61).
    if (item['type'] === 'message' && !held)
      for (const [at, text] of this.#commentary.splice(0).entries()) this.#paragraph(`commentary ${index} ${at}`, text)
    if (isCall(item)) {
      this.release()
      this.called = true
    }
    return open
  }

  #paragraph(key: string, text: string): void {
    const next = this.#reasoned && this.#lastReasoning !== key
    this.#lastReasoning = key
    this.#reasoned = true
    this.builder.reasoning(next ? PARAGRAPH + text : text)
  }

  #record(open: OpenItem, key: string, delta: string): void {
    if (delta !== '') open.sent.set(key, (open.sent.get(key) ?? '') + delta)
  }

  /** What an item holds and no event has said. */
  #say(open: OpenItem): void {
    const { item } = open
    switch (item['type']) {
      case 'message':
        recordsOf(item['content']).forEach((part, index) => {
          if (part['type'] === 'output_text')
            this.text(open, index, missing(open, `text ${index}`, textOf(part['text'])))
          else if (part['type'] === 'refusal')
            this.refusal(open, index, missing(open, `refusal ${index}`, textOf(part['refusal'])))
        })
        return
      case 'reasoning':
        this.#sayReasoning(open, 'summary')
        this.#sayReasoning(open, 'content')
        return
      case 'function_call':
        this.#sayCall(open)
        return
      case 'custom_tool_call':
        this.#sayCustomCall(open)
    }
  }

  #sayReasoning(open: OpenItem, from: 'summary' | 'content'): void {
    recordsOf(open.item[from]).forEach((part, index) => {
      this.reasoning(open, from, index, missing(open, `${from} ${index}`, textOf(part['text'])))
    })
  }

  /** Said when it is whole: its text runs no sooner. */
  #sayCustomCall(open: OpenItem): void {
    const { item, done } = open
    const name = textOf(item['name'])
    if (!done || name === '' || open.sent.has('name')) return
    this.#record(open, 'name', name)
    this.builder.customCall({ id: callIdOf(item), name, input: textOf(item['input']) })
  }

  #sayCall(open: OpenItem): void {
    const { item, index } = open
    const text = typeof item['arguments'] === 'string' ? item['arguments'] : JSON.stringify(item['arguments'] ?? '')
    const rest = missing(open, 'arguments', text === '""' ? '' : text)
    this.#record(open, 'arguments', rest)
    if (open.sent.has('name')) {
      // Its id may have changed since (60): the place tells which call it is.
      if (rest !== '') this.builder.toolCall({ index, arguments: rest })
      return
    }
    const name = textOf(item['name'])
    this.#record(open, 'name', name)
    this.builder.toolCall({ index, id: callIdOf(item), name, arguments: rest })
  }
}

function indexOf(part: unknown): number {
  return typeof part === 'number' ? part : 0
}

/** The end of a text whose beginning was sent; nothing where what was sent is not its beginning. */
function missing(open: OpenItem, key: string, whole: string): string {
  const sent = open.sent.get(key) ?? ''
  return whole.startsWith(sent) ? whole.slice(sent.length) : ''
}

/** The last word on an item, and what only an earlier one said. */
function merged(before: Item, last: Item): Item {
  const said = Object.entries(last).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const { encrypted_content, ...rest } = before
  return { ...rest, ...(encrypted_content ? { encrypted_content } : {}), ...Object.fromEntries(said) }
}

function withAnnotations({ item, annotations }: OpenItem): Item {
  if (annotations.size === 0 || item['type'] !== 'message') return item
  const content = recordsOf(item['content']).map((part, index) => {
    const stated = part['annotations']
    const has = Array.isArray(stated) && stated.length > 0
    return has ? part : { ...part, annotations: annotations.get(index) ?? stated }
  })
  return { ...item, content }
}
