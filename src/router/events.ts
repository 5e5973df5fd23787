import type { ShadowResult } from './shadow.js'

/** What a router tells of itself, by event. */
export interface RouterEvents {
  /** A deployment is taken out. `until`: Unix ms at which it is tried again. */
  'deployment-down': { group: string; deployment: string; until: number; error: unknown }
  'deployment-up': { group: string; deployment: string }
  /** The same group is asked again, elsewhere where that is possible. */
  retry: { group: string; deployment: string; error: unknown }
  /** Another name is asked. `error` is undefined where the first had no room. */
  fallback: { group: string; to: string; error: unknown }
  /** A copy of a call has ended. */
  shadow: ShadowResult
  /** A call is refused because too many wait already. */
  'queue-full': { group: string }
}

export type RouterListener<Name extends keyof RouterEvents> = (event: RouterEvents[Name]) => unknown

type Listeners = { [Name in keyof RouterEvents]: Set<RouterListener<Name>> }

/** The listeners of a router. One that throws or rejects is reported and harms nobody. */
export class RouterEmitter {
  readonly #listeners: Listeners = {
    'deployment-down': new Set(),
    'deployment-up': new Set(),
    retry: new Set(),
    fallback: new Set(),
    shadow: new Set(),
    'queue-full': new Set(),
  }

  constructor(private readonly onFailure: (error: unknown) => void) {}

  /** Gives a function that ends it. */
  on<Name extends keyof RouterEvents>(name: Name, listener: RouterListener<Name>): () => void {
    if (!Object.hasOwn(this.#listeners, name)) throw new TypeError(`A router has no event ${JSON.stringify(name)}.`)
    this.#listeners[name].add(listener)
    return () => this.#listeners[name].delete(listener)
  }

  tell<Name extends keyof RouterEvents>(name: Name, event: RouterEvents[Name]): void {
    for (const listener of this.#listeners[name]) {
      try {
        const result = listener(event)
        if (result instanceof Promise) result.catch(this.onFailure)
      } catch (error) {
        this.onFailure(error)
      }
    }
  }
}
