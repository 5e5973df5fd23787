import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

const CHILDREN = join(import.meta.dirname, 'child')

/** A process of our own that answers by messages. Node options of the parent, such as tsx's loader, are not passed on. */
export class Child {
  readonly #process: ChildProcess

  constructor(file: string, args: string[] = [], nodeOptions: string[] = []) {
    this.#process = fork(join(CHILDREN, file), args, {
      execArgv: nodeOptions,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  }

  /** The next message; rejects where the process ends before it. */
  next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => {
        this.#process.off('message', onMessage)
        reject(new Error(`${this.#process.spawnargs.slice(1).join(' ')} ended with ${code}.`))
      }
      const onMessage = (message: unknown) => {
        this.#process.off('exit', onExit)
        resolve(message)
      }
      this.#process.once('message', onMessage)
      this.#process.once('exit', onExit)
    })
  }

  ask(question: object): Promise<unknown> {
    const answer = this.next()
    this.#process.send(question)
    return answer
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return
    const exited = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.disconnect()
    await exited
  }
}

/** A field of a message. */
export function fieldOf(message: unknown, field: string): unknown {
  if (typeof message === 'object' && message !== null && field in message) return Reflect.get(message, field)
  throw new Error(`Expected ${field}, got ${JSON.stringify(message)}`)
}

export function numberIn(message: unknown, field: string): number {
  const value = fieldOf(message, field)
  if (typeof value === 'number') return value
  throw new Error(`Expected a number as ${field}, got ${JSON.stringify(message)}`)
}
